"""Gaps, substitutes and patterns, as plain values."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chongyang.alerting.rules.proving import is_quiet
from chongyang.alerting.rules.rotas import HOLIDAY, Duty, Slot, clashes, gaps, lay, on_duty
from chongyang.core.workdays import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
CHEN, LI, ZHANG = uuid4(), uuid4(), uuid4()


def duty(account, begins, ends, stands_for=None):
    return Duty(account, AT + begins * HOUR, AT + ends * HOUR, stands_for)


def test_a_gap_is_told_with_its_beginning_and_end():
    duties = [duty(CHEN, 0, 8), duty(LI, 10, 24)]
    assert gaps(duties, AT, AT + 24 * HOUR) == [(AT + 8 * HOUR, AT + 10 * HOUR)]
    assert gaps([], AT, AT + HOUR) == [(AT, AT + HOUR)]


def test_shifts_that_meet_at_midnight_leave_no_gap():
    """OnCall 576: one all-day event after the other was called a gap."""
    midnight = datetime(2026, 11, 23, tzinfo=ZONE)
    days = [Duty(CHEN, midnight + n * 24 * HOUR, midnight + (n + 1) * 24 * HOUR) for n in range(7)]
    assert gaps(days, midnight, midnight + 7 * 24 * HOUR) == []


@given(st.lists(st.tuples(st.integers(0, 48), st.integers(1, 12)), max_size=12))
def test_gaps_and_duties_together_are_the_whole_and_never_overlap(spans):
    duties = [duty(CHEN, begin, begin + length) for begin, length in spans]
    open_hours = {
        hour
        for begin, end in gaps(duties, AT, AT + 48 * HOUR)
        for hour in range(48)
        if begin <= AT + hour * HOUR < end
    }
    held_hours = {hour for hour in range(48) if on_duty(duties, AT + hour * HOUR)}
    assert open_hours | held_hours == set(range(48))
    assert not open_hours & held_hours


def test_a_substitute_stands_in_for_her_time_alone():
    duties = [duty(CHEN, 0, 8), duty(LI, 2, 4, stands_for=CHEN), duty(ZHANG, 0, 8)]
    assert on_duty(duties, AT + HOUR) == [CHEN, ZHANG]
    assert on_duty(duties, AT + 3 * HOUR) == [LI, ZHANG]
    assert on_duty(duties, AT + 4 * HOUR) == [CHEN, ZHANG]


def test_a_pattern_is_laid_over_nights_holidays_and_moved_working_days():
    pattern = [
        *(Slot(day, time(8), time(20), CHEN) for day in range(5)),
        *(Slot(day, time(20), time(8), LI) for day in range(5)),
        Slot(HOLIDAY, time(0), time(0), ZHANG),
    ]
    monday, saturday = date(2026, 11, 23), date(2026, 11, 28)
    calendar = Calendar({date(2026, 11, 24): "节"}, frozenset({saturday}))
    duties = lay(pattern, monday, 7, calendar, ZONE)
    assert [d.account for d in duties if d.begins_at.date() == date(2026, 11, 24)] == [ZHANG]
    assert [d.account for d in duties if d.begins_at.date() == saturday] == [CHEN, LI]
    assert not [d for d in duties if d.begins_at.date() == date(2026, 11, 29)]
    night = next(d for d in duties if d.account == LI)
    assert night.ends_at - night.begins_at == 12 * HOUR


def test_nobody_is_tested_in_quiet_hours_also_across_midnight():
    assert is_quiet(datetime(2026, 11, 22, 20, 0, tzinfo=ZONE))
    assert is_quiet(datetime(2026, 11, 23, 8, 59, tzinfo=ZONE))
    assert not is_quiet(datetime(2026, 11, 23, 9, 0, tzinfo=ZONE))
    assert is_quiet(datetime(2026, 11, 23, 13, 0, tzinfo=ZONE), time(12), time(14))
    assert not is_quiet(datetime(2026, 11, 23, 14, 0, tzinfo=ZONE), time(12), time(14))


def test_who_would_have_duty_twice_is_named_with_the_span():
    duties = [duty(CHEN, 0, 8), duty(CHEN, 6, 7), duty(CHEN, 8, 9), duty(LI, 0, 8), duty(CHEN, 8, 10)]
    found = [(AT + 6 * HOUR, AT + 7 * HOUR), (AT + 8 * HOUR, AT + 9 * HOUR)]
    assert clashes(duties) == [(CHEN, span) for span in found]
