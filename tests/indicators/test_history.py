"""What stood before: recounting a past period, versions of a definition, computed beside reported."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.indicators import queries
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules import definitions
from chongyang.indicators.rules.definitions import changes_between, load_indicators, versions_of
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY
from chongyang.territory.enums import Role
from tests.factories import make_account, make_elder, scope_of

pytestmark = pytest.mark.usefixtures("db")
QUARTER = Period.read("2018Q3")
SHARE, BEDS = "registration.known_share", "beds.per_thousand"
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)


@pytest.fixture
def reader():
    return scope_of(make_account(Role.CITY_REVIEWER, None, "4101"))


def test_a_past_period_counted_anew_tells_what_it_was_and_the_difference(reader):
    make_elder(registered_at=LONG_AGO)
    make_elder()
    compute_period(period=QUARTER, now=now())
    make_elder()
    make_elder()
    later = now() + timedelta(hours=1)
    outcome = compute_period(period=QUARTER, now=later)
    newest, first = queries.list_history(reader, SHARE, CITY, QUARTER)
    assert (newest.value.value, newest.difference) == (Decimal("25.0"), Decimal("-25.0"))
    assert (first.value.value, first.difference) == (Decimal("50.0"), None)
    assert first.value.replaced_at == newest.value.found_at == later
    change = next(one for one in outcome.changes if (one.indicator, one.place) == (SHARE, CITY))
    assert (change.former, change.value) == (Decimal("50.0"), Decimal("25.0"))


def test_each_source_has_its_own_former_value(reader):
    make_elder(registered_at=LONG_AGO)
    compute_period(period=QUARTER, now=now())
    beside(SHARE, 80)
    told = queries.list_history(reader, SHARE, CITY, QUARTER)
    assert [one.difference for one in told] == [None, None]


def test_computed_counts_and_reported_stands_beside_it_with_the_difference(reader):
    compute_period(period=QUARTER, now=now())
    beside(BEDS, 7)
    told = queries.list_beside(reader, BEDS, QUARTER)[CITY]
    assert told.computed
    assert told.reported
    assert told.difference == Decimal(7) - told.computed.value
    level = definitions.Level.CITY
    assert queries.get_values(reader, QUARTER, level)[BEDS, CITY].source == "computed"
    assert queries.newest_of_city([BEDS])[BEDS].source == "computed"
    assert [row.source for row in queries.list_trend(reader, BEDS, CITY)] == ["computed"]
    assert {row.is_both for row in load_indicators() if row.reported} == {True}


def test_what_only_units_report_counts_where_nothing_is_computed(reader):
    beside("universities.per_county", 3)
    assert queries.newest_of_city(["universities.per_county"])["universities.per_county"].value == 3


def test_courses_come_in_one_statement_and_end_with_the_newest(reader, django_assert_num_queries):
    for name in ("2018Q1", "2018Q2", "2018Q3"):
        compute_period(period=Period.read(name), now=now())
    with django_assert_num_queries(1):
        found = queries.courses_of_city([BEDS, SHARE, "response.incidents"], most=2)
    assert [row.period for row in found["response.incidents"]] == ["2018Q2", "2018Q3"]


def test_a_later_version_counts_from_its_day_and_says_what_changed(monkeypatch, reader):
    """A made-up second version: whoever is known counts from July on, registered or not."""
    first = next(row for row in load_indicators() if row.key == SHARE)
    day = date(2018, 7, 1)
    second = replace(
        first, version=2, valid_from=day, label="改过", numerator=definitions.Term(measure="registry.living")
    )
    ended = replace(first, valid_to=day)
    rest = tuple(row for row in load_indicators() if row.key != SHARE)
    monkeypatch.setattr(definitions, "load_indicators", lambda: (*rest, second, ended))
    assert [row.version for row in versions_of(SHARE)] == [1, 2]
    assert [words for words, _, _ in changes_between(ended, second)] == ["名称", "分子"]
    make_elder()
    for name in ("2018Q2", "2018Q3"):
        compute_period(period=Period.read(name), now=now())
    values = Value.objects.filter(indicator=SHARE, place=CITY).order_by("period")
    assert [(row.version, row.value) for row in values] == [(1, Decimal("0.0")), (2, Decimal("100.0"))]


def beside(key: str, number: int) -> Value:
    return Value.objects.create(
        indicator=key,
        version=1,
        level="city",
        place=CITY,
        period=str(QUARTER),
        first_on=QUARTER.days.first,
        until_on=QUARTER.days.until,
        source="reported",
        numerator=number,
        value=number,
        found_at=now(),
        found_by=SYSTEM.account,
    )
