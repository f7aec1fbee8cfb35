"""Until when a meal may be ordered, and the hours in which it is eaten or brought."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
HOUR = 3600
WEEK = 7
LATEST = date(2200, 1, 1)
"""Nothing begins later: a day that was not typed reads as the last of the calendar."""


def cut_off(day: date, days_before: int, at: time, zone: tzinfo) -> datetime:
    """The moment after which a meal of that day is neither ordered nor given back."""
    return datetime.combine(day - days_before * DAY, at, tzinfo=zone)


def window(day: date, begins: time, ends: time, zone: tzinfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, begins, tzinfo=zone), datetime.combine(day, ends, tzinfo=zone)


def free_hours(from_at: datetime, until: datetime) -> float:
    """How many hours before the meal it is withdrawn without a fee: exactly until the cut-off."""
    return max(0.0, (from_at - until).total_seconds() / HOUR)


def monday_of(day: date) -> date:
    return day - (day.isoweekday() - 1) * DAY


def copied(days: Iterable[date], to: date) -> dict[date, date]:
    """Each day of a week with the same weekday of the week that begins at the Monday `to`."""
    return {day: to + (day.isoweekday() - 1) * DAY for day in days}


def months_of(from_on: date, until: date) -> list[date]:
    """The first days of the months of a rental that have begun by `until`, each from its own day on."""
    found, number = [], 0
    while (day := add_months(from_on, number)) <= until:
        found.append(day)
        number += 1
    return found


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, last))
