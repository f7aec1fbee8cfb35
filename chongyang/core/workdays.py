"""Working days in China: weekends, announced days off and moved working days, from `data/holidays.yaml`.

No library of the lock files knows the yearly notice, and a deadline must not depend on when a library was
released: the days are data, with their source. A year without data counts weekends alone; `is_known` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Any

import yaml

DAY = timedelta(days=1)
SATURDAY = 5
LATEST = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and moved working days. `complete` are the years whose notice is loaded."""

    off: Mapping[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()
    complete: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def add(self, day: date, workdays: int) -> date:
        """The day that lies so many working days after `day`, which itself does not count."""
        while workdays > 0:
            day += DAY
            workdays -= self.is_workday(day)
        return day

    def count(self, after: date, until: date) -> int:
        """How many working days lie after `after` up to and with `until`; none where it is not later."""
        return sum(self.is_workday(after + DAY * n) for n in range(1, (until - after).days + 1))

    def is_known(self, day: date) -> bool:
        """Whether the notice of that year is loaded; else weekends and fixed days alone are counted."""
        return day.year in self.complete


def read(document: Mapping[str, Any]) -> Calendar:
    """The calendar of a parsed document. Raises ValueError for a span that ends before it begins."""
    off: dict[date, str] = {}
    work: set[date] = set()
    for year in document["years"].values():
        for first, last, name in year["days_off"]:
            if last < first:
                raise ValueError(f"{name}: {first} – {last}")
            off |= {first + DAY * n: name for n in range((last - first).days + 1)}
        work |= set(year["days_worked"])
    complete = frozenset(number for number, year in document["years"].items() if year["complete"])
    return Calendar(off, frozenset(work), complete)


@cache
def china() -> Calendar:
    """The shipped calendar."""
    text = resources.files("chongyang.core").joinpath("data/holidays.yaml").read_text(encoding="utf-8")
    return read(yaml.safe_load(text))


def deadline(since: datetime, workdays: int, zone: tzinfo, calendar: Calendar | None = None) -> datetime:
    """The last second of the last day of a deadline in working days: the day of receipt does not count."""
    day = since.astimezone(zone).date()
    return datetime.combine((calendar or china()).add(day, workdays), LATEST, tzinfo=zone)
