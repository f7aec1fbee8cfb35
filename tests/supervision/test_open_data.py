"""Open data: every column of every file stands in the dictionary and the other way round; nobody is told."""

import csv
import hashlib
import io
import json
import runpy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_parameters, load_standards, load_targets
from chongyang.supervision.open_data_files import (
    FORMS,
    UnknownFile,
    entry_of,
    manifest,
    stream,
    write_all,
)
from chongyang.supervision.open_data_rows import SOURCES
from chongyang.supervision.rules.open_data import (
    BOM,
    Column,
    Table,
    csv_head,
    csv_line,
    dictionary_of,
    load_dictionary,
)
from tests.factories import JINSHUI, ZHONGYUAN, make_device, make_elder
from tests.supervision import people as assessed

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
QUARTER = Period(2026, 3)
ROOT = Path(__file__).resolve().parents[2]
KEYS = tuple(load_dictionary().tables)


def whole(key, form="csv", today=TODAY):
    return b"".join(stream(key, form, today)).decode()


def rows_of(key):
    text = whole(key)
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline=""), strict=True))


@pytest.fixture
def counted(db):
    for area in [JINSHUI] * 8 + [ZHONGYUAN] * 4:
        make_device(make_elder(area=area, registered_at=BEFORE))
    compute_period(period=QUARTER, now=NOW)
    compute_period(period=Period(2026, 4), now=NOW)


@pytest.mark.parametrize("key", KEYS)
def test_every_file_has_exactly_the_columns_of_the_dictionary(key, counted):
    names = load_dictionary().tables[key].names
    for row in SOURCES[key](TODAY):
        assert set(row) == set(names)
    read = rows_of(key)
    assert all(tuple(row) == names for row in read)
    told = json.loads(whole(key, "json"))
    assert [tuple(row) for row in told] == [names] * len(read)
    assert len({row["id"] + str(row.get("version", "")) for row in told}) == len(told)


def test_every_table_has_its_rows_and_no_other_is_there():
    assert set(SOURCES) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_cell_is_of_its_type(key, counted):
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "date": str}
    columns = {column.name: column for column in load_dictionary().tables[key].columns}
    for row in json.loads(whole(key, "json")):
        for name, value in row.items():
            assert value is None or isinstance(value, kinds[columns[name].type]), (name, value)
            if value is not None and columns[name].type == "date":
                date.fromisoformat(value)


def test_the_plans_are_whole(db):
    assert len(rows_of("documents")) == len(load_documents())
    assert len(rows_of("clauses")) == sum(len(document.clauses) for document in load_documents())
    for key, held in (
        ("parameters", load_parameters()),
        ("targets", load_targets()),
        ("standards", load_standards()),
    ):
        assert [row["id"] for row in rows_of(key)] == [row.id for row in held]


def test_projects_of_the_plans_titles_and_published_scores_are_open(db):
    assert {row["document"] for row in rows_of("projects")} == {"2018-34", "2014-25"}
    assert rows_of("assessment") == []
    row = assessed.published(assessed.office())
    told = rows_of("assessment")
    assert [one["subject"] for one in told] == [one["subject"] for one in row.extract["rows"]]
    assert told[0]["rank"] == "1"
    assert rows_of("titles") == []


def test_few_people_are_told_nowhere(counted):
    rows = {row["id"]: row for row in rows_of("values")}
    few = rows["devices.per_thousand/zhongyuan/2026Q3/computed"]
    assert (few["covered"], few["numerator"], few["denominator"], few["value"]) == ("true", "", "", "")
    enough = rows["devices.per_thousand/jinshui/2026Q3/computed"]
    assert (enough["covered"], enough["numerator"], enough["value"]) == ("false", "8", "1000")


def test_no_number_under_five_of_persons_stands_in_any_file(counted):
    """Nobody at all is told, for then the city's number says so anyway."""
    rows = [row for row in rows_of("values") if row["indicator"].startswith(("devices.", "registration."))]
    some = {row["indicator"] for row in rows if row["level"] == "city" and row["numerator"] != "0"}
    told = [row for row in rows if row["indicator"] in some and row["level"] == "unit" and row["numerator"]]
    assert {row["place"] for row in told} == {"jinshui"}
    assert all(int(row["numerator"]) >= 5 for row in told)


def test_running_periods_streets_and_open_reports_are_not_public(counted):
    Value.objects.filter(indicator="beds.per_thousand", place="jinshui").update(source="reported")
    told = rows_of("values")
    assert {row["period"] for row in told} == {"2026Q3"}
    assert {row["level"] for row in told} == {"city", "unit"}
    assert "beds.per_thousand/jinshui/2026Q3/reported" not in {row["id"] for row in told}
    Value.objects.filter(source="reported").update(locked_at=NOW)
    assert "beds.per_thousand/jinshui/2026Q3/reported" in {row["id"] for row in rows_of("values")}


def test_the_manifest_names_every_file_with_its_digest(counted, tmp_path):
    entries = write_all(tmp_path, TODAY)
    assert {entry.name for entry in entries} == {f"{key}.{form}" for key in KEYS for form in FORMS}
    for entry in entries:
        data = (tmp_path / entry.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry.bytes, entry.sha256)
        assert entry.rows == len(rows_of(entry.table))
    told = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert told == manifest(TODAY)
    assert json.loads((tmp_path / "dictionary.json").read_text(encoding="utf-8")) == dictionary_of(
        load_dictionary()
    )
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_digest_follows_its_rows(counted):
    before = entry_of("values", "csv", TODAY).sha256
    assert entry_of("values", "csv", TODAY).sha256 == before
    make_elder(area=JINSHUI, registered_at=BEFORE)
    compute_period(period=QUARTER, now=NOW + timedelta(hours=1))
    assert entry_of("values", "csv", TODAY).sha256 != before


def test_the_command_writes_the_same(counted, tmp_path, capsys):
    days = [timezone.localdate()]
    call_command("export_open_data", out=tmp_path)
    days.append(timezone.localdate())  # the command reads the clock, and midnight may pass
    assert "values.csv" in capsys.readouterr().out
    wanted = [b"".join(stream("targets", "csv", day)) for day in days]
    assert (tmp_path / "targets.csv").read_bytes() in wanted


@pytest.mark.parametrize(("key", "form"), [("nothing", "csv"), ("values", "xlsx"), ("../values", "csv")])
def test_other_files_are_not_there(key, form):
    with pytest.raises(UnknownFile):
        stream(key, form, TODAY)
    with pytest.raises(UnknownFile):
        entry_of(key, form, TODAY)


def test_every_column_has_words_in_both_languages_and_a_clause():
    clauses = {row.id for document in load_documents() for row in document.clauses}
    for table in dictionary_of(load_dictionary())["tables"]:
        for field in table["fields"]:
            assert field["description"]["zh"], field
            assert field["description"]["en"], field
            assert field["clause"] in clauses or field["clause"] in {row.key for row in load_documents()}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_a_spreadsheet(text):
    table = Table("t", "", "", "", (Column("id", "string", "", ""), Column("what", "string", "", "")))
    line = csv_head(table) + csv_line(table, {"id": "1", "what": text})
    (row,) = csv.DictReader(io.StringIO(line.removeprefix(BOM), newline=""), strict=True)
    assert row["what"].removeprefix("'") == text.removeprefix("'")
    assert row["what"][:1] not in "=+@-" or not row["what"] or float(row["what"]) is not None


def test_the_page_says_what_the_dictionary_says():
    """Where it does not: `.venv/bin/python tools/document_open_data.py`."""
    told = runpy.run_path(str(ROOT / "tools" / "document_open_data.py"))["tables"]()
    assert told in (ROOT / "docs" / "reference" / "open-data.md").read_text(encoding="utf-8")
