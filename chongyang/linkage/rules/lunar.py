"""A birthday told by the Chinese calendar and written down as if it were of the common one.

1942年三月初五 became 1942-03-05 in many a paper file, and 1942-04-19 in another. `solar_of` reads a date as
a lunar one and says which day it was.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "lunar.yaml"


@cache
def first_days() -> dict[tuple[int, int], tuple[date, int]]:
    """First day and length of each ordinary month, by year and month; leap months only pass."""
    with SHIPPED.open(encoding="utf-8") as file:
        told = yaml.safe_load(file)
    day, months = told["first_day"], {}
    for year, text in enumerate(told["years"].split(), start=told["first_year"]):
        packed = int(text, 16)
        for month in range(1, 13):
            length = 30 if packed & (0x10000 >> month) else 29
            months[year, month] = (day, length)
            day += timedelta(days=length)
            if packed & 15 == month:
                day += timedelta(days=30 if packed >> 16 else 29)
    return months


def solar_of(year: int, month: int, day: int) -> date | None:
    """The day of the common calendar; None for a lunar date that never was, or outside the table."""
    first, length = first_days().get((year, month), (None, 0))
    return first + timedelta(days=day - 1) if first and 1 <= day <= length else None


def lunar_of(day: date) -> tuple[int, int, int] | None:
    """Year, month, day of the Chinese calendar; a leap month counts as its namesake. None outside."""
    begun = [(first, key, length) for key, (first, length) in first_days().items() if first <= day]
    if not begun:
        return None
    first, (year, month), length = max(begun)
    since = (day - first).days
    return (year, month, since + 1 if since < length else since - length + 1) if since < 60 else None
