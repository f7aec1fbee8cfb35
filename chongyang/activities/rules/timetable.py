"""When lessons are: every week of a term but on the days off of the published calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from chongyang.core.workdays import Calendar, china

DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A weekly time; weekday 1 is Monday."""

    weekday: int
    begins: time
    ends: time

    def __post_init__(self) -> None:
        if not (1 <= self.weekday <= WEEK and self.begins < self.ends):
            raise ValueError(f"{self.weekday} {self.begins}–{self.ends}")

    @property
    def told(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"weekday": self.weekday, "begins": f"{self.begins:%H:%M}", "ends": f"{self.ends:%H:%M}"}


def read_slots(told: Iterable[dict[str, Any]]) -> tuple[Slot, ...]:
    """Weekly times as a row keeps them. Raises ValueError."""
    held = (
        Slot(int(one["weekday"]), time.fromisoformat(one["begins"]), time.fromisoformat(one["ends"]))
        for one in told
    )
    return tuple(sorted(set(held)))


def spans_of(
    first: date, last: date, slots: Sequence[Slot], zone: tzinfo, calendar: Calendar | None = None
) -> list[tuple[datetime, datetime]]:
    """The lessons of a term. Days off by law (国务院节假日安排) fall out; weekends and moved working days do
    not: a school for the elderly teaches on a Saturday that is no holiday.
    """
    off = (calendar or china()).off
    days = (first + DAY * n for n in range((last - first).days + 1))
    return [
        (datetime.combine(day, one.begins, zone), datetime.combine(day, one.ends, zone))
        for day in days
        if day not in off
        for one in slots
        if one.weekday == day.isoweekday()
    ]


def days_of(
    first: date, days: int, begins: time, ends: time, zone: tzinfo
) -> list[tuple[datetime, datetime]]:
    """The days of a journey, holidays among them."""
    held = (first + DAY * n for n in range(days))
    return [(datetime.combine(day, begins, zone), datetime.combine(day, ends, zone)) for day in held]
