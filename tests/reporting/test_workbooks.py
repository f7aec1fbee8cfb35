"""The workbook: out, filled in, back, looked at, taken in as one; what is refused is named by its cell."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from chongyang.core.files.errors import INFECTED, UnableToKeep
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import operations, queries
from chongyang.reporting.models import Entry, Workbook
from chongyang.reporting.operations import CellChanged, UnableToReport
from chongyang.reporting.rules.workbooks import make_workbook
from tests.reporting import people
from tests.reporting.people import NOW, QUARTER, fill, report, said

pytestmark = pytest.mark.usefixtures("db")
PURCHASE, TRAINING = "财政条线报表", "教育培训条线报表"


@pytest.fixture(autouse=True)
def _opened(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    people.opened()


def made(who: Any, place: str = "jinshui", quarter: Period = QUARTER) -> bytes:
    rows = queries.fillable_returns(who, place, quarter)
    sheets = queries.sheets_of(rows)
    return make_workbook(place=place, place_name="金水区", quarter=str(quarter), sheets=sheets)


def changed(data: bytes, sheet: str = PURCHASE, **cells: Any) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        book[sheet][address] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(data: bytes, who: Any, place: str = "jinshui", quarter: Period = QUARTER) -> Workbook:
    return operations.upload_workbook(
        place=place, quarter=quarter, chunks=[data], name="表.xlsx", **said(who)
    )


def refused(data: bytes, who: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(UnableToReport) as told:
        upload(data, who, **more)
    assert Entry.objects.count() == 0
    return told.value.faults


def test_out_filled_in_back_and_taken_in_as_one():
    who = people.county_liaison()
    data = changed(made(who), F5=1)
    data = changed(data, TRAINING, F5=2, F6=45, F7=80, H7=100)
    row = upload(data, who)
    shown = operations.preview_workbook(workbook=row, scope=who)
    assert len(shown) == 4
    assert Entry.objects.count() == 0
    assert operations.take_workbook(workbook=row.id, **said(who)) == 4
    assert people.entry(report("training"), "carers.trained_before_work") == (80, 100, 0)
    assert set(Entry.objects.values_list("channel", flat=True)) == {"workbook"}
    with pytest.raises(UnableToReport):
        operations.take_workbook(workbook=row.id, **said(who))


def test_the_layout_is_protected_and_its_keys_are_hidden():
    book = load_workbook(io.BytesIO(made(people.county_liaison())))
    page = book[PURCHASE]
    assert page.protection.sheet
    assert page.column_dimensions["A"].hidden
    assert page["F5"].protection.locked is False
    assert page["D5"].protection.locked
    assert page.data_validations.dataValidation
    assert book["chongyang"].sheet_state == "veryHidden"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=1+1", "公式"),
        ("一个", "数字"),
        (-1, "小于"),
        (1.5, "整数"),
        ("NaN", "数字"),
        ("1e400", "数字"),
        (1e15, "太大"),
        (True, "数字"),
        (NOW.replace(tzinfo=None), "数字"),
    ],
)
def test_a_bad_cell_is_named(value, words):
    who = people.county_liaison()
    faults = refused(changed(made(who), F5=value), who)
    assert list(faults) == [f"{PURCHASE}!F5"]
    assert words in faults[f"{PURCHASE}!F5"]


def written(data: bytes, marked: bytes, raw: bytes) -> bytes:
    """The workbook with other bytes in its cells than a program that writes spreadsheets would put there."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(name, source.read(name).replace(marked, raw))
    return target.getvalue()


@pytest.mark.parametrize("raw", ["1e400", "-1e400", "NaN", "INF", "-Infinity", "1,000", "十二"])
def test_a_number_that_is_none_is_named_by_its_cell(raw):
    """A spreadsheet can hold <v>NaN</v> in a cell of numbers; the library gives up on the whole file."""
    who = people.county_liaison()
    data = written(changed(made(who), F5=777777), b"<v>777777</v>", f"<v>{raw}</v>".encode())
    faults = refused(data, who)
    assert list(faults) == [f"{PURCHASE}!F5"]
    assert "数字" in faults[f"{PURCHASE}!F5"]


def test_all_that_is_wrong_is_told_at_once():
    who = people.county_liaison()
    data = changed(changed(made(who), F5="=1+1"), TRAINING, F5="十二", F6=7777777)
    faults = refused(data, who)
    assert set(faults) == {f"{PURCHASE}!F5", f"{TRAINING}!F5"}
    assert "公式" in faults[f"{PURCHASE}!F5"]
    assert "数字" in faults[f"{TRAINING}!F5"]


def test_every_number_that_is_none_is_named_in_every_sheet():
    who = people.county_liaison()
    data = changed(changed(made(who), F5=777777), TRAINING, F5=2, F7=777777, H7=777777)
    faults = refused(written(data, b"<v>777777</v>", b"<v>NaN</v>"), who)
    assert set(faults) == {f"{PURCHASE}!F5", f"{TRAINING}!F7", f"{TRAINING}!H7"}


def test_a_part_above_its_whole_and_another_unit_are_named():
    who = people.county_liaison()
    faults = refused(changed(made(who), TRAINING, F7=101, H7=100), who)
    assert list(faults) == [f"{TRAINING}!F7"]
    faults = refused(changed(made(who), D5="万个", F5=1), who)
    assert "计量单位" in faults[f"{PURCHASE}!F5"]


def test_a_formula_anywhere_is_refused():
    who = people.county_liaison()
    assert list(refused(changed(made(who), I5='=HYPERLINK("http://x")'), who)) == [f"{PURCHASE}!I5"]


@pytest.mark.parametrize("cells", [{"A5": "smart.streets"}, {"A5": None}, {"B5": "x"}, {"A3": "00000000"}])
def test_changed_keys_are_refused(cells):
    who = people.county_liaison()
    assert refused(changed(made(who), **({"F5": 1} | cells)), who)


def test_another_place_another_quarter_and_a_strangers_form_are_refused():
    who, other = people.county_liaison(), people.county_liaison("410102")
    mine, theirs = changed(made(who), F5=1), changed(made(other, "zhongyuan"), F5=1)
    assert "place" in refused(theirs, who)
    assert "quarter" in refused(mine, who, quarter=Period.read("2018Q3"))
    assert refused(theirs, who, place="zhongyuan")
    stranger = changed(made(who), A3=str(report("purchase", "zhongyuan").id), F5=1)
    assert list(refused(stranger, who)) == [f"{PURCHASE}!A3"]


def test_a_workbook_of_a_locked_period_is_refused():
    who = people.county_liaison()
    data = changed(made(who), F5=1)
    operations.close_period(period=QUARTER, reason="封存", **said(people.office()))
    assert f"{PURCHASE}!A3" in refused(data, who)


def test_what_is_no_workbook_of_ours_is_refused():
    who = people.county_liaison()
    foreign = io.BytesIO()
    book = load_workbook(io.BytesIO(made(who)))
    del book["chongyang"]
    book.save(foreign)
    for data in (foreign.getvalue(), b"PK\x03\x04 nothing", b"a,b\n1,2\n", b""):
        assert list(refused(data, who)) == ["file"]


def test_a_bomb_is_put_down_unread():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", b"<x/>")
        out.writestr("xl/workbook.xml", b"<x/>")
        out.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    assert list(refused(stream.getvalue(), people.county_liaison())) == ["file"]


def test_too_many_rows_are_refused():
    who = people.county_liaison()
    assert list(refused(changed(made(who), F999=1), who)) == ["file"]


def test_an_unchanged_workbook_changes_nothing():
    who = people.county_liaison()
    assert list(refused(changed(made(who)), who)) == ["file"]


def test_a_figure_written_since_is_not_overwritten_and_one_left_alone_is_no_clash():
    who, other = people.county_liaison(), people.county_liaison()
    data = made(who)
    fill(report("purchase"), other, purchase__county_rules=3)
    row = upload(changed(changed(data, F5=1), TRAINING, F5=2), who)
    assert [one.is_clash for one in operations.preview_workbook(workbook=row, scope=who)].count(True) == 1
    with pytest.raises(CellChanged) as told:
        operations.take_workbook(workbook=row.id, **said(who))
    assert list(told.value.faults) == [f"{PURCHASE}!F5"]
    assert Entry.objects.count() == 1
    alone = upload(changed(data, TRAINING, F5=2), who)
    assert operations.take_workbook(workbook=alone.id, **said(who)) == 1
    assert people.entry(report("purchase"), "purchase.county_rules") == (3, None, 0)


def test_nobody_takes_in_what_another_uploaded():
    who = people.county_liaison()
    row = upload(changed(made(who), F5=1), who)
    with pytest.raises(queries.NotFound):
        operations.take_workbook(workbook=row.id, **said(people.county_liaison(), NOW + timedelta(days=1)))
    operations.drop_workbook(workbook=row.id, **said(who))
    assert Entry.objects.count() == 0


def test_a_file_that_is_not_kept_is_told_in_the_readers_language_with_its_limit(settings):
    settings.FILE_BYTES = 1024**2
    who, large = people.county_liaison(), bytes(2 * 1024**2)
    told = {"report": report("training").id, "item": "", "name": "x.pdf", **said(who)}
    for language, words in (("zh-hans", "最大 1 MB"), ("en", "1 MB")):
        with override(language):
            sentence = refused(large, who)["file"]
            with pytest.raises(UnableToReport) as fault:
                operations.add_proof(chunks=[large], **told)
        assert words in sentence
        assert fault.value.faults == {"file": sentence}
        assert sentence.isascii() is (language == "en")


def test_what_the_shelf_of_files_refuses_of_a_workbook_is_told_in_the_readers_language(monkeypatch):
    def refuses(**_: Any) -> None:
        raise UnableToKeep(INFECTED)

    who = people.county_liaison()
    data = changed(made(who), F5=1)
    monkeypatch.setattr("chongyang.core.operations.files.take_in", refuses)
    with override("en"):
        assert refused(data, who)["file"].isascii()
