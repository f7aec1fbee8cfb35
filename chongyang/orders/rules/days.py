"""On which days a recurring plan makes an order: weekdays, every so many weeks, holidays, pauses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from chongyang.orders.enums import Holidays

DAY = timedelta(days=1)
WEEK = 7
LONGEST_MOVE = 14
"""A day off is moved at most so far; the longest holiday of the calendar is nine days."""


class Calendar(Protocol):
    def is_workday(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Rest:
    """Days [from_on, to_on) without help; without an end it goes on."""

    from_on: date
    to_on: date | None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Weekdays (ISO) of every so many weeks, counted from the week of `valid_from`."""

    weekdays: frozenset[int]
    every_weeks: int
    holidays: Holidays
    valid_from: date
    valid_to: date | None = None

    def has(self, day: date) -> bool:
        """Whether the pattern itself names this day, whatever the calendar says."""
        if day < self.valid_from or (self.valid_to and day >= self.valid_to):
            return False
        if day.isoweekday() not in self.weekdays:
            return False
        return (_monday(day) - _monday(self.valid_from)).days // WEEK % self.every_weeks == 0


def _monday(day: date) -> date:
    return day - DAY * (day.isoweekday() - 1)


def is_off(calendar: Calendar, day: date) -> bool:
    """A day off of the calendar; a plain weekend is none, since help at home comes on any day of the week."""
    return not calendar.is_workday(day) and not _is_plain_weekend(calendar, day)


def _is_plain_weekend(calendar: Calendar, day: date) -> bool:
    off = getattr(calendar, "off", {})
    return day.isoweekday() > WEEK - 2 and day not in off


def days_of(
    pattern: Pattern, rests: Iterable[Rest], calendar: Calendar, first: date, until: date
) -> list[date]:
    """The days in [first, until) on which help comes, in order, each once.

    A day of the pattern that is off is kept, left out, or moved to the next working day; one that was moved
    from before `first` counts where it lands. Moved onto a day of the pattern itself, it is one visit.
    """
    held = list(rests)
    landed = {
        landing
        for day in _span(first - DAY * LONGEST_MOVE, until)
        if pattern.has(day) and (landing := _lands(pattern, calendar, day)) is not None
    }
    return sorted(
        day
        for day in landed
        if first <= day < until
        and (pattern.valid_to is None or day < pattern.valid_to)
        and not any(rest.covers(day) for rest in held)
    )


def _span(first: date, until: date) -> Iterator[date]:
    return (first + DAY * number for number in range((until - first).days))


def _lands(pattern: Pattern, calendar: Calendar, day: date) -> date | None:
    if pattern.holidays is Holidays.KEEP or not is_off(calendar, day):
        return day
    if pattern.holidays is Holidays.SKIP:
        return None
    later = (day + DAY * step for step in range(1, LONGEST_MOVE + 1))
    return next((one for one in later if calendar.is_workday(one)), None)
