"""Exports: small ones at once, large ones by approval of another; marked, limited, over after days."""

import io
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import interval_of, system_scope
from chongyang.privacy import operations, queries
from chongyang.privacy.operations import exports
from chongyang.privacy.rules import exports as rules
from chongyang.privacy.rules.exports import Limits, mark_of, number_in
from chongyang.registry.operations import TooManyToExport
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.privacy import people

WITHIN = interval_of("410105")


@pytest.fixture
def few(db, monkeypatch):
    """Limits that a handful of elders reaches."""
    monkeypatch.setattr(rules, "limits_of", lambda role: Limits(without_approval=1, most=4, per_day=6))


@pytest.fixture
def exporter(db):
    return people.scope(people.reviewer())


@pytest.fixture
def approver(db):
    return people.scope(people.steward())


def ask(who, at=None, within=WITHIN, purpose="visit"):
    with enter(who):
        return operations.ask_export(within=within, purpose=purpose, scope=who, now=at or now())


def take(who, row, form="csv", at=None):
    with enter(who):
        return operations.take_export(export=row.id, form=form, scope=who, now=at or now())


def test_a_small_one_is_released_at_once_and_marked_everywhere(few, exporter):
    elder = factories.make_elder()
    row = ask(exporter)
    assert (row.state, row.needs_approval, row.rows) == ("approved", False, 1)
    _name, content = take(exporter, row)
    text = content.decode("utf-8-sig")
    lines = text.splitlines()
    assert f"导出编号 {row.number:06d}" in lines[0]
    assert lines[0] == lines[-1]
    assert number_in(lines[2]) == row.number
    assert "陈*兰" in text
    assert elder.identity_number.plain not in text
    with enter(system_scope("test")):
        event = Event.objects.get(kind="registry.elders.exported")
    assert event.payload["rows"] == 1
    assert event.payload["number"] == row.number


def test_a_large_one_waits_for_somebody_else(few, exporter, approver):
    for _ in range(3):
        factories.make_elder()
    row = ask(exporter)
    assert row.state == "asked"
    with pytest.raises(UnableToStep):
        take(exporter, row)
    with enter(exporter), pytest.raises(UnableToStep):
        operations.approve_export(export=row.id, scope=exporter, now=now())
    with enter(approver):
        assert [one.id for one in queries.list_waiting_exports(approver)] == [row.id]
        operations.approve_export(export=row.id, scope=approver, now=now())
    with pytest.raises(operations.UnableToHandle):
        take(approver, row)
    assert take(exporter, row, "xlsx")[0].endswith(".xlsx")


def test_a_refused_one_is_over(few, exporter, approver):
    for _ in range(3):
        factories.make_elder()
    row = ask(exporter)
    with enter(approver):
        with pytest.raises(UnableToStep):
            operations.refuse_export(export=row.id, reason=" ", scope=approver, now=now())
        operations.refuse_export(export=row.id, reason="范围过大", scope=approver, now=now())
    with pytest.raises(UnableToStep):
        take(exporter, row)


def test_limits_of_a_file_and_of_a_day(few, exporter):
    start = now()
    for _ in range(4):
        factories.make_elder()
    ask(exporter, start)
    with pytest.raises(operations.UnableToHandle) as refused:
        ask(exporter, start)
    assert refused.value.faults == {"area": exports.DAY_FULL}
    factories.make_elder()
    with pytest.raises(TooManyToExport):
        ask(exporter, start + timedelta(days=1))


def test_after_the_days_it_is_over(few, exporter):
    factories.make_elder()
    row = ask(exporter)
    late = now() + timedelta(days=3, minutes=1)
    with pytest.raises(operations.UnableToHandle):
        take(exporter, row, at=late)
    assert operations.expire_exports(now=late) == 1
    assert operations.expire_exports(now=late) == 0


def test_what_was_approved_small_is_not_taken_large(few, exporter):
    """The file is made when it is taken: an area that filled up, or a wider post, asks anew."""
    factories.make_elder()
    row = ask(exporter)
    for _ in range(6):
        factories.make_elder()
    with pytest.raises(operations.UnableToHandle) as refused:
        take(exporter, row)
    assert refused.value.faults == {"export": exports.GREW}


def test_who_may_and_where(few, exporter):
    clerk = people.scope(people.clerk())
    with pytest.raises(NotAllowed):
        ask(clerk)
    county = people.scope(factories.make_account(people.Role.COUNTY_REVIEWER, None, "410105"))
    with pytest.raises(operations.UnableToHandle) as refused:
        ask(county, within=interval_of("410102"), purpose="fun")
    assert set(refused.value.faults) == {"area", "purpose"}
    factories.make_elder()
    row = ask(exporter)
    with enter(county), pytest.raises(queries.NotFound):
        operations.take_export(export=row.id, form="csv", scope=county, now=now())


def test_the_mark_stands_on_every_printed_page():
    book = exports.as_xlsx([["陈*兰" + mark_of(7)]], "导出编号 000007")
    with zipfile.ZipFile(io.BytesIO(book)) as inside:
        sheet = inside.read("xl/worksheets/sheet1.xml").decode()
        words = inside.read("xl/sharedStrings.xml").decode()
    assert sheet.count("导出编号 000007") == 2
    assert words.count("导出编号 000007") == 1
    assert number_in(words) == 7


def test_nothing_in_a_cell_is_a_formula():
    text = exports.as_csv([["=HYPERLINK(1)"]], "x").decode()
    assert "'=HYPERLINK" in text


@given(st.integers(min_value=0, max_value=2**32 - 1), st.text(alphabet="张*三,\n1", max_size=8))
def test_a_mark_is_found_in_whatever_it_was_copied_with(number, around):
    assert number_in(around + mark_of(number) + around) == number
    assert number_in(around) is None
