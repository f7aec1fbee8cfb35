"""When jobs begin: by the city's clock, and not all of them in one minute.

The queue reads its patterns in UTC. Said there, a night's work would run at noon in Zhengzhou.
"""

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

HOURS_EAST = 8
"""Asia/Shanghai, all year."""

Begins = Callable[[Any], Any]


def _at(pattern: str) -> Begins:
    begins: Begins = app.periodic(cron=pattern)
    return begins


def each_minute() -> Begins:
    return _at("* * * * *")


def every(minutes: int, *, after: int) -> Begins:
    """Every so many minutes, `after` the full hour: those of one rhythm begin in minutes of their own."""
    if not 0 <= after < minutes <= 60 or 60 % minutes:
        raise ValueError(f"{after} of {minutes}")
    return _at(f"{after}-59/{minutes} * * * *")


def daily(hour: int, minute: int) -> Begins:
    """Once a day at this time of Asia/Shanghai."""
    return _at(f"{minute} {(hour - HOURS_EAST) % 24} * * *")
