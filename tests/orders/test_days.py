"""On which days a plan brings help: by hand where people would count, and by properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.workdays import Calendar, china
from chongyang.orders.enums import Holidays
from chongyang.orders.rules.days import Pattern, Rest, days_of
from chongyang.orders.rules.late import Standing, late_of
from chongyang.orders.rules.money import fee_of, price_of
from tests.orders.people import FROM, HOUR, NOW, TO

MONDAY = date(2026, 9, 28)


def pattern(*weekdays, every=1, holidays=Holidays.KEEP, since=MONDAY, until=None):
    return Pattern(frozenset(weekdays), every, holidays, since, until)


def of(one, first=MONDAY, days=14, rests=()):
    return [day.day for day in days_of(one, rests, china(), first, first + timedelta(days=days))]


def test_the_weekdays_of_the_pattern_also_on_sundays():
    assert of(pattern(1, 7)) == [28, 4, 5, 11]


def test_the_national_holiday_is_kept_skipped_or_moved():
    """1 to 7 October 2026 are off; Thursday the 1st moves to the 8th, which the pattern has itself."""
    assert of(pattern(4)) == [1, 8]
    assert of(pattern(4, holidays=Holidays.SKIP)) == [8]
    assert of(pattern(4, holidays=Holidays.MOVE)) == [8]
    assert of(pattern(2, holidays=Holidays.MOVE)) == [29, 8]


def test_what_was_moved_from_before_counts_where_it_lands():
    late = date(2026, 10, 7)
    assert of(pattern(2, holidays=Holidays.MOVE), first=late, days=3) == [8]


def test_every_second_week_is_counted_from_the_first():
    assert of(pattern(1, every=2, since=date(2026, 9, 30)), days=21) == [12]


def test_pauses_are_half_open():
    rests = [Rest(date(2026, 10, 5), date(2026, 10, 12))]
    assert of(pattern(1), days=21, rests=rests) == [28, 12]
    assert of(pattern(1), days=21, rests=[Rest(date(2026, 10, 5), None)]) == [28]


days = st.dates(date(2026, 1, 1), date(2026, 12, 1))
patterns = st.builds(
    Pattern,
    st.frozensets(st.integers(1, 7), min_size=1),
    st.integers(1, 8),
    st.sampled_from(Holidays),
    days,
    st.none() | days.map(lambda day: day + timedelta(days=40)),
)


@given(patterns, days, st.integers(1, 60), st.integers(0, 60))
def test_making_ahead_in_two_parts_makes_what_one_part_makes(one, first, whole, cut):
    until, middle = first + timedelta(days=whole), first + timedelta(days=min(cut, whole))
    parts = days_of(one, (), china(), first, middle) + days_of(one, (), china(), middle, until)
    assert parts == days_of(one, (), china(), first, until)


@given(patterns, days, st.integers(1, 60))
def test_no_day_twice_none_outside_and_none_off_unless_kept(one, first, length):
    until = first + timedelta(days=length)
    found = days_of(one, (), china(), first, until)
    assert found == sorted(set(found))
    assert all(first <= day < until for day in found)
    assert all(one.valid_to is None or day < one.valid_to for day in found)
    if one.holidays is not Holidays.KEEP:
        assert not [day for day in found if day in china().off and day not in china().work]


@given(patterns, days, days, st.integers(1, 60))
def test_a_pause_only_takes_days_away(one, first, pause, length):
    until = first + timedelta(days=90)
    rest = Rest(pause, pause + timedelta(days=length))
    whole = days_of(one, (), Calendar(), first, until)
    assert days_of(one, [rest], Calendar(), first, until) == [d for d in whole if not rest.covers(d)]


@given(st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 72), st.integers(-100, 100), st.booleans())
def test_a_fee_is_a_part_of_her_own_share_and_none_when_it_is_free(own, percent, hours, before, free):
    rule = {"free_hours": hours, "fee_percent": percent}
    fee = fee_of(rule, own, FROM, FROM - before * HOUR, is_free=free)
    assert 0 <= fee <= own
    if free or before >= hours:
        assert fee == 0


def test_prices_by_the_unit():
    assert price_of("hour", 3_001, 90, 1) == 4_502
    assert price_of("meal", 1_200, 30, 3) == 3_600
    assert price_of("visit", 8_000, 60, 1) == 8_000


def standing(state, **told):
    values = {"state_at": NOW, "from_at": FROM, "to_at": TO, "assigned": 0, "people": 1, **told}
    return Standing(state=state, **values)


@pytest.mark.parametrize(
    ("one", "now", "late"),
    [
        (standing("created"), NOW, "nobody"),
        (standing("offered"), NOW + HOUR, None),
        (standing("offered"), NOW + 3 * HOUR, "unanswered"),
        (standing("offered", from_at=NOW + 2 * HOUR), NOW + HOUR / 2, "unanswered"),
        (standing("accepted"), NOW, None),
        (standing("accepted"), FROM - HOUR, "unassigned"),
        (standing("accepted", assigned=1), FROM - HOUR, None),
        (standing("accepted", assigned=1, people=2), FROM - HOUR, "unassigned"),
        (standing("on_the_way", assigned=1), TO + HOUR, "missed"),
        (standing("started"), TO + 9 * HOUR, None),
        (standing("done"), NOW + 71 * HOUR, None),
        (standing("done"), NOW + 73 * HOUR, "unchecked"),
        (standing("disputed"), NOW, "disputed"),
        (standing("settled"), TO + 999 * HOUR, None),
    ],
)
def test_what_is_late(one, now, late):
    assert late_of(one, now) == late
