"""Working days: announced days off, moved working days, deadlines over a holiday."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.workdays import china, deadline

ZONE = ZoneInfo("Asia/Shanghai")


def test_a_deadline_over_the_national_holiday() -> None:
    """Received on Wednesday 30 September 2026: 1–7 October are off, Saturday 10 October is worked."""
    received = datetime(2026, 9, 30, 16, 0, tzinfo=ZONE)
    assert deadline(received, 1, ZONE).date() == date(2026, 10, 8)
    assert deadline(received, 3, ZONE).date() == date(2026, 10, 10)
    assert deadline(received, 4, ZONE).date() == date(2026, 10, 12)


def test_the_day_is_the_citys_day() -> None:
    """A letter of 23:30 UTC on Thursday is of Friday in China."""
    received = datetime(2026, 11, 19, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert deadline(received, 1, ZONE).date() == date(2026, 11, 23)


def test_a_year_without_a_notice_says_so() -> None:
    assert china().is_known(date(2026, 3, 1))
    assert not china().is_known(date(2027, 3, 1))
    assert not china().is_workday(date(2031, 3, 1))  # a Saturday


@given(st.dates(date(2025, 1, 1), date(2026, 11, 1)), st.integers(0, 30))
def test_just_so_many_working_days_lie_between(day: date, count: int) -> None:
    end = china().add(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(china().is_workday(one) for one in between) == count
    assert count == 0 or china().is_workday(end)


@given(st.dates(date(2025, 1, 1), date(2026, 11, 1)), st.integers(0, 30))
def test_counting_is_the_other_side_of_adding(day: date, count: int) -> None:
    assert china().count(day, china().add(day, count)) == count
    assert china().count(day, day) == 0
    assert china().count(day, day - timedelta(days=9)) == 0
