"""Files of many registrations: every coding and kind of fault, found first, once by file and by row."""

import io

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.registration import operations, queries
from chongyang.registration.models import Batch, BatchRow
from chongyang.registration.rules import tables
from chongyang.registry.models import Elder
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.registration.people import ZHONGYUAN_HOME, ZHONGYUAN_STREET, clerk, elder_of, reviewer

pytestmark = pytest.mark.django_db
HEAD = "姓名,身份证号码,性别,出生日期,电话,社区代码,现住址\n"


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


def sent(scope, *rows, coding="utf-8", head=HEAD, name="a.csv"):
    return sent_bytes(scope, (head + "\n".join(rows)).encode(coding), name)


def sent_bytes(scope, data, name="a.csv"):
    with enter(scope):
        return operations.upload_batch(name=name, data=data, **said(scope))


def verdicts(batch):
    return list(BatchRow.objects.filter(batch=batch).order_by("line").values_list("verdict", flat=True))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_coding_is_read(db, coding):
    batch = sent(clerk(), "周桂英,,女,1950-01-01,,410105001003,某小区", coding=coding)
    assert verdicts(batch) == ["new"]
    assert queries.cells_of(BatchRow.objects.get())["name"] == "周桂英"


def test_a_sheet_with_days_and_numbers_as_cells_is_read(db):
    from datetime import datetime

    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    book.active.append(HEAD.strip().split(","))
    book.active.append(["周桂英", None, "女", datetime(1950, 1, 1), 13803711234, 410105001003, "=1+1"])  # noqa: DTZ001
    book.save(stream)
    batch = sent_bytes(clerk(), stream.getvalue(), "a.xlsx")
    assert verdicts(batch) == ["new"]
    cells = queries.cells_of(BatchRow.objects.get())
    assert (cells["born_on"], cells["area"]) == ("1950-01-01", "410105001003")


def test_the_template_is_read_back_as_empty(db):
    with pytest.raises(operations.UnableToReadFile, match="空的"):
        sent_bytes(clerk(), tables.make_template(), "t.xlsx")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",,女,1950-01-01,,410105001003,", "name"),
        ("周桂英,4.10105E+17,,,,410105001003,", "identity_number"),
        ("周桂英,410105194903080001,,,,410105001003,", "identity_number"),
        ("周桂英,,女,5月6日,,410105001003,", "born_on"),
        ("周桂英,,女,1950-02-30,,410105001003,", "born_on"),
        ("周桂英,,不知道,1950-01-01,,410105001003,", "sex"),
        ("周桂英,,女,1950-01-01,12,410105001003,", "phone"),
        ("周桂英,,女,1950-01-01,,410105,", "area"),
        (f"周桂英,,女,1950-01-01,,{ZHONGYUAN_HOME},", "area"),
        ("周桂英,,女,1950-01-01,,,", "area"),
    ],
)
def test_a_wrong_row_says_which_column_and_stops_no_other(db, row, column):
    batch = sent(clerk(), row, "吴建国,,男,1951-01-01,,410105001003,")
    assert verdicts(batch) == ["wrong", "new"]
    first = BatchRow.objects.get(batch=batch, line=2)
    assert column in first.reasons
    assert "周桂英" not in str(first.reasons)


def test_found_first_by_number_birthday_phone_and_across_counties(db):
    here, there = elder_of(), elder_of(area=ZHONGYUAN_HOME, name="王大力")
    rows = (
        f"陈秀兰,{here.identity_number.plain},,,,410105001003,",
        f"王大力,{there.identity_number.plain},,,,410105001003,",
        "陈秀兰,,女,1941-03-08,,410105001003,",
        f"陈秀兰,,女,1950-01-01,{here.phone.plain},410105001003,",
        "陈秀兰,,女,1950-01-01,,410105001003,",
    )
    batch = sent(clerk(), *rows)
    assert verdicts(batch) == ["exists", "exists", "similar", "similar", "new"]
    assert "中原区" in str(BatchRow.objects.get(line=3).reasons)


def test_one_number_twice_in_a_file_is_told(db):
    number = factories.identity_number()
    batch = sent(clerk(), f"周桂英,{number},,,,410105001003,", f"周桂英,{number},,,,410105001003,")
    assert verdicts(batch) == ["new", "wrong"]


def test_the_same_bytes_are_one_batch_of_one_office(db):
    scope = clerk()
    row = "周桂英,,女,1950-01-01,,410105001003,"
    assert sent(scope, row).id == sent(scope, row).id
    other = sent(clerk(ZHONGYUAN_STREET), row)
    assert Batch.objects.count() == 2
    assert verdicts(other) == ["wrong"]


def test_who_looks_like_somebody_needs_a_word(db):
    elder_of()
    scope = clerk()
    batch = sent(scope, "陈秀兰,,女,1941-03-08,,410105001003,")
    with enter(scope):
        with pytest.raises(operations.UnableToDecide):
            operations.confirm_batch(batch=batch.id, count=0, **said(scope))
        row = BatchRow.objects.get()
        operations.decide_row(row=row.id, take=True, **said(scope))
        operations.confirm_batch(batch=batch.id, count=1, **said(scope))
        with pytest.raises(operations.UnableToDecide):
            operations.decide_row(row=row.id, take=False, **said(scope))
        assert operations.register_portion(batch=batch.id, **said(scope)).state == "done"
    assert Elder.objects.filter(name="陈秀兰").count() == 2


def test_what_was_registered_meanwhile_fails_alone_and_a_second_run_does_nothing(db):
    number, scope = factories.identity_number(), clerk()
    batch = sent(scope, f"周桂英,{number},,,,410105001003,", "吴建国,,男,1951-01-01,,410105001003,")
    with enter(scope):
        operations.confirm_batch(batch=batch.id, count=2, **said(scope))
    other = sent(scope, f"周桂英,{number},,,,410105001003,某处", name="b.csv")
    with enter(scope):
        operations.confirm_batch(batch=other.id, count=1, **said(scope))
        operations.register_portion(batch=other.id, **said(scope))
        operations.register_portion(batch=batch.id, **said(scope))
        operations.register_portion(batch=batch.id, **said(scope))
    states = BatchRow.objects.filter(batch=batch).order_by("line").values_list("state", flat=True)
    assert list(states) == ["failed", "registered"]
    assert Elder.objects.filter(name__in=["周桂英", "吴建国"]).count() == 2


def test_a_cut_run_goes_on_where_it_stopped(db, monkeypatch):
    from chongyang.registration.rules import settings

    monkeypatch.setitem(settings.load("bulk"), "rows_a_step", 2)
    scope = clerk()
    names = ("周桂英", "吴建国", "孙玉兰", "马国强", "刘秀英")
    batch = sent(scope, *(f"{name},,女,1950-01-0{n + 1},,410105001003," for n, name in enumerate(names)))
    with enter(scope):
        operations.confirm_batch(batch=batch.id, count=5, **said(scope))
        states = [operations.register_portion(batch=batch.id, **said(scope)).state for _ in range(4)]
    assert states == ["confirmed", "confirmed", "done", "done"]
    assert Elder.objects.count() == 5


def test_too_many_rows_and_roles_without_the_right_are_refused(db, monkeypatch):
    from chongyang.registration.rules import settings

    monkeypatch.setitem(settings.load("bulk"), "most_rows", 1)
    row = "周桂英,,女,1950-01-01,,410105001003,"
    with pytest.raises(operations.UnableToReadFile, match="行数太多"):
        sent(clerk(), row, row)
    county = reviewer()
    with pytest.raises(NotAllowed):
        sent(county, row)
