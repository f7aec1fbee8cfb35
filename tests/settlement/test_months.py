"""A month becomes statements: accepted visits once, deductions by the catalogue, payers to the fen."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.orders.models import Order
from chongyang.settlement import operations, queries
from chongyang.settlement.models import Line, Statement
from chongyang.settlement.operations import UnableToSettle
from chongyang.settlement.operations.errors import NOT_OVER
from chongyang.settlement.rules.deductions import CONDITIONS, UnableToReadCatalogue, catalogue, read
from chongyang.settlement.rules.months import NoMonth, read_month, shifted, spelled
from chongyang.visits.models import Visit
from tests.settlement.people import AFTER, AT, CITY, MONTH, contracted, provider, visit

ALL = system_scope("test")
MINUTE = timedelta(minutes=1)


def settle(month=MONTH, now=AFTER):
    return operations.settle_month(month=month, now=now)


@pytest.fixture
def organisation(db):
    return contracted()


def test_accepted_visits_of_one_provider_are_one_statement(organisation):
    visits = [visit(organisation), visit(organisation, fen=500, verdict="verified", verified_by=organisation)]
    (row,) = settle()
    assert (row.lines, row.covered_fen, row.deducted_fen, row.own_fen) == (2, 10_501, 0, 4_000)
    assert (row.month, row.area, row.state) == (MONTH, 410105000000, "sent")
    assert {line.id for line in Line.objects.all()} == {one.id for one in visits}
    assert sum(one["amount_fen"] for one in row.parts) == row.payable_fen
    assert [one["level"] for one in row.parts] == ["city", "community", "county"]
    assert Event.objects.filter(kind="settlement.statement.computed").count() == 1


def test_a_second_run_makes_nothing_and_the_bytes_are_the_same(organisation):
    visit(organisation)
    (row,) = settle()
    assert settle() == []
    assert queries.digest_of(ALL, row) == row.digest
    Statement.objects.all()
    first = list(Line.objects.values_list("id", "covered_fen", "parts"))
    Line.objects.all().delete()
    Statement.objects.all().delete()
    (again,) = settle()
    assert (again.digest, list(Line.objects.values_list("id", "covered_fen", "parts"))) == (row.digest, first)


@pytest.mark.parametrize(
    "columns",
    [
        {"verdict": "below"},
        {"verdict": "rejected", "verified_by": "00000000-0000-0000-0000-000000000001"},
        {"ended_at": datetime(2026, 5, 1, 0, 0, tzinfo=CITY)},
    ],
    ids=["below the line", "rejected", "of the next month"],
)
def test_what_has_no_evidence_or_another_month_is_not_settled(organisation, columns):
    visit(organisation, **columns)
    assert settle() == []


def test_the_last_minute_of_the_city_is_of_the_month(organisation):
    visit(organisation, ended_at=datetime(2026, 4, 30, 23, 59, tzinfo=CITY))
    assert len(settle()) == 1


def test_a_disputed_order_waits_and_comes_with_a_later_month(organisation):
    visit(organisation)
    Order.objects.update(state="disputed")
    assert settle() == []
    Order.objects.update(state="verified")
    (row,) = settle(shifted(MONTH, 1), AFTER + timedelta(days=40))
    assert (row.month, row.lines) == (date(2026, 5, 1), 1)


def test_what_was_verified_late_comes_with_the_next_month(organisation):
    visit(organisation)
    settle()
    visit(organisation, fen=700)
    assert settle() == []
    (row,) = settle(shifted(MONTH, 1), AFTER + timedelta(days=40))
    assert row.covered_fen == 700


def test_without_a_contract_government_does_not_pay(db):
    visit(provider().id)
    assert settle() == []


def test_what_the_elder_pays_alone_is_no_line(organisation):
    visit(organisation, fen=0)
    assert settle() == []


def test_a_month_that_is_not_over_is_refused(organisation):
    with pytest.raises(UnableToSettle) as refused:
        settle(now=datetime(2026, 4, 30, 23, 59, tzinfo=CITY))
    assert refused.value.reason == NOT_OVER


def test_the_command_says_what_it_made(organisation, capsys):
    visit(organisation)
    call_command("settle", "2026-04")
    assert "1 statements, 1 visits" in capsys.readouterr().out
    for wrong in ("2026-13", "202604", "２０２６-04", "x"):
        with pytest.raises(CommandError):
            call_command("settle", wrong)


DEDUCED = {
    "late": {"started_at": AT + 61 * MINUTE, "ended_at": AT + 121 * MINUTE},
    "short": {"ended_at": AT + 47 * MINUTE},
    "clock": {"marks": ["clock"]},
    "two_places": {"marks": ["two_places", "late"]},
    "weak": {"score": 69},
}


@pytest.mark.parametrize("key", DEDUCED)
def test_each_deduction_applies_where_its_words_say(organisation, key):
    visit(organisation, **DEDUCED[key])
    visit(organisation)
    settle()
    held = {tuple(line.reasons): line for line in Line.objects.all()}
    percent = next(one.percent for one in catalogue().deductions if one.key == key)
    assert set(held) == {(), (key,)}
    line = held[(key,)]
    assert line.percent == percent
    assert line.deducted_fen == sum(fen * percent // 100 for fen in (5_000, 1_000, 4_001))
    assert sum(one["amount_fen"] for one in line.parts) == line.covered_fen - line.deducted_fen


def test_just_inside_nothing_is_taken_off(organisation):
    visit(organisation, started_at=AT + 60 * MINUTE, ended_at=AT + 120 * MINUTE, score=70)
    visit(organisation, ended_at=AT + 48 * MINUTE)
    visit(organisation, ended_at=AT + 70 * MINUTE, paused_seconds=600)
    settle()
    assert set(Line.objects.values_list("percent", flat=True)) == {0}


def test_together_never_more_than_all(organisation):
    everything = {"marks": ["clock", "two_places"], "score": 1, "ended_at": AT + 5 * MINUTE}
    visit(organisation, **everything, started_at=AT)
    settle()
    line = Line.objects.get()
    assert line.percent == 100
    assert (line.deducted_fen, line.parts) == (line.covered_fen, [])


@given(st.integers(1990, 2090), st.integers(1, 12), st.integers(-60, 60))
def test_months_move_by_months(year, month, by):
    first = date(year, month, 1)
    assert shifted(shifted(first, by), -by) == first
    assert read_month(spelled(first)) == first


@given(st.text(max_size=9))
def test_no_other_text_is_a_month(text):
    with contextlib.suppress(NoMonth):
        assert spelled(read_month(text)) == text


GOOD = "{key: x, label: x, english: x, percent: 5, when: {mark: late}}"
HEAD = "fund: general_budget\nobjection_workdays: 5\ndue_days: 20\nlook_back_months: 6\ndeductions:\n"


@pytest.mark.parametrize(
    "line",
    [
        "{key: x, label: x, english: x, percent: 0, when: {mark: late}}",
        "{key: x, label: x, english: x, percent: 101, when: {mark: late}}",
        '{key: x, label: x, english: x, percent: 5, when: {mark: "a\' OR true --"}}',
        '{key: x, label: x, english: x, percent: 5, when: {late_minutes: "1; DROP"}}',
        "{key: x, label: x, english: x, percent: 5, when: {unknown: 1}}",
        "{key: x, label: x, english: x, percent: 5, when: {}}",
        f"{GOOD}\n- {GOOD}",
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(line):
    assert read(f"{HEAD}- {GOOD}").deductions[0].kind in CONDITIONS
    with pytest.raises(UnableToReadCatalogue):
        read(f"{HEAD}- {line}")


def test_a_visit_is_in_one_statement_ever(organisation):
    held = visit(organisation)
    settle()
    Visit.objects.filter(id=held.id).update(ended_at=AT + timedelta(days=30))
    assert settle(shifted(MONTH, 1), AFTER + timedelta(days=40)) == []
