"""Rest is counted from the end of the last night's work, in the city's own time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.emergency.rules.resting import rested_hours, tired_seconds
from chongyang.emergency.rules.weights import load_weights

CITY = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 9, tzinfo=CITY)
WEIGHTS = load_weights()


def at(hour, day=22, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY)


@pytest.mark.parametrize(
    ("span", "hours"),
    [
        ((at(1), at(3)), 6.0),
        ((at(21, 21), at(23, 21, 30)), 9.5),
        ((at(20, 21), at(22, 21, 30)), None),  # half an hour of night is none
        ((at(6), at(8)), None),
        ((at(5, minute=30), at(7)), None),
        ((at(18, 21), at(6)), 3.0),
        ((at(8, 21), at(19, 21)), None),
    ],
)
def test_what_counts_as_a_night(span, hours):
    assert rested_hours([span], NOW) == hours


def test_the_latest_night_counts():
    assert rested_hours([(at(1, 21), at(3, 21)), (at(2), at(4))], NOW) == 5.0
    assert rested_hours([], NOW) is None


def test_a_turn_that_goes_on_tires_only_when_it_has_lasted_too_long():
    assert rested_hours([(NOW - timedelta(hours=2), None)], NOW) is None
    assert rested_hours([(NOW - timedelta(hours=WEIGHTS.long_duty_hours), None)], NOW) == 0.0


def test_utc_and_city_time_are_the_same_moment():
    utc = ZoneInfo("UTC")
    assert rested_hours([(at(1).astimezone(utc), at(3).astimezone(utc))], NOW.astimezone(utc)) == 6.0


@given(st.floats(0, 60), st.floats(0, 60))
def test_more_rest_never_weighs_more(one, other):
    less, more = sorted((one, other))
    assert tired_seconds(more) <= tired_seconds(less) <= WEIGHTS.tired_seconds
    assert tired_seconds(None) == 0
