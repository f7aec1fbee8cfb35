"""Counties have a rule of purchase by its days: a confirmed one, or one by which somebody is entitled."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chongyang.core.measuring import measures
from chongyang.purchase import measuring
from chongyang.purchase.models import Entitlement
from chongyang.purchase.rules import county
from chongyang.territory.enums import Role
from tests import factories
from tests.indicators.drilling import by_unit, refuses_an_elder, rows_seen

pytestmark = pytest.mark.usefixtures("db")
KEY, SHIPPED = "purchase.county_rules", "jinshui.home_help@1"
Q3, Q4, NEXT = "2018Q3", "2018Q4", "2019Q1"
AT = datetime(2018, 10, 9, tzinfo=UTC)


@pytest.fixture
def ruled(monkeypatch):
    """The program counts by these rules; the shipped ones afterwards."""

    def rule(**told):
        made = replace(county.rule_of(SHIPPED), **told)
        monkeypatch.setattr(county, "load", lambda: {made.key: made})
        measures("purchase", measuring.list_measures())
        return made

    yield rule
    monkeypatch.undo()
    measures("purchase", measuring.list_measures())


def entitle(valid_from=date(2018, 11, 1), rule=SHIPPED):
    Entitlement.objects.create(
        rule=rule,
        group="destitute",
        quota=60000,
        person=factories.make_elder().id,
        area=factories.JINSHUI,
        day=date(2018, 10, 9),
        state="in_force",
        proposed_at=AT,
        computed_at=AT,
        applied_at=AT,
        applied_by=factories.make_account(Role.COUNTY_REVIEWER, None, "410105").id,
        decided_at=AT,
        valid_from=valid_from,
    )


def test_a_demonstration_that_nobody_is_entitled_by_counts_nowhere():
    assert by_unit(KEY, Q4) == {}
    assert rows_seen(KEY, Q4, "410105") == []


def test_a_rule_counts_once_from_the_first_entitlement_by_it():
    entitle()
    entitle()
    assert by_unit(KEY, Q3) == {}
    assert by_unit(KEY, Q4) == by_unit(KEY, NEXT) == {"jinshui": 1}
    assert rows_seen(KEY, Q4, "410105") == [SHIPPED]


def test_a_confirmed_rule_counts_by_its_days(ruled):
    ruled(confirmed=True, valid_to=date(2019, 1, 1))
    assert by_unit(KEY, Q3) == by_unit(KEY, NEXT) == {}
    assert by_unit(KEY, Q4) == {"jinshui": 1}


def test_a_rule_of_two_counties_counts_for_both_and_not_for_whom_it_covers_in_part(ruled):
    made = ruled(confirmed=True, areas=("410105", "410102", "410104001"))
    assert by_unit(KEY, Q4) == {"jinshui": 1, "zhongyuan": 1}
    assert rows_seen(KEY, Q4, "410102") == [made.key]


def test_two_rules_of_a_county_are_one_county_that_has_them(ruled, monkeypatch):
    first = ruled(confirmed=True)
    second = replace(first, code="jinshui.% 'more'")
    monkeypatch.setattr(county, "load", lambda: {row.key: row for row in (first, second)})
    measures("purchase", measuring.list_measures())
    assert by_unit(KEY, Q4) == {"jinshui": 1}
    assert len(rows_seen(KEY, Q4, "410105")) == 2


def test_a_rule_that_cannot_be_read_is_counted_nowhere_and_stops_nothing(ruled, monkeypatch):
    def fails():
        raise county.UnableToReadRule("x")

    monkeypatch.setattr(county, "load", fails)
    measures("purchase", measuring.list_measures())
    assert by_unit(KEY, Q4) == {}


def test_another_county_sees_no_row_and_an_elder_may_not_ask(ruled):
    ruled(confirmed=True)
    assert rows_seen(KEY, Q4, "410102") == []
    refuses_an_elder(KEY, Q4)
