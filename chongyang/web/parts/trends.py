"""The course of a value drawn by the server: small beside a clause, large on its own page; with its words.

A line is broken where the tree of places changed between two periods: what stands on both sides is not the
same ground.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator
from chongyang.territory.rules.reference import tree_begun
from chongyang.web.parts.lights import words_of

SMALL, LARGE = (112, 32, 4), (640, 200, 26)


@dataclass(frozen=True, slots=True)
class Point:
    """One period: where it is drawn, and its number in words."""

    period: str
    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of points; `lines` are its unbroken parts, `goal` the height of the target."""

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    words: str
    width: int
    height: int
    goal: float | None = None

    @property
    def last(self) -> Point:
        return self.points[-1]


def small_trend(indicator: Indicator, values: Sequence[Any]) -> Trend | None:
    """For a line of a list; None where one period alone is known."""
    trend = _trend(indicator, values, SMALL, None)
    return trend if trend and len(trend.points) > 1 else None


def large_trend(indicator: Indicator, values: Sequence[Any], goal: Decimal | None = None) -> Trend | None:
    """With the target's height, where it has one."""
    return _trend(indicator, values, LARGE, goal)


def _trend(
    indicator: Indicator, values: Sequence[Any], size: tuple[int, int, int], goal: Decimal | None
) -> Trend | None:
    known = [row for row in values if row.value is not None]
    if not known:
        return None
    width, height, edge = size
    numbers = [float(row.value) for row in known] + ([float(goal)] if goal is not None else [])
    least, most = min(0.0, *numbers), max(0.0, *numbers)

    def height_of(number: float) -> float:
        part = (number - least) / (most - least) if most > least else 0.5
        return round(height - edge - part * (height - 2 * edge), 1)

    step = (width - 2 * edge) / max(len(known) - 1, 1)
    points = tuple(
        Point(row.period, _words(indicator, row), round(edge + step * at, 1), height_of(float(row.value)))
        for at, row in enumerate(known)
    )
    lines = tuple(_lines(points, [row.first_on for row in known]))
    level = height_of(float(goal)) if goal is not None else None
    return Trend(points, lines, _said(points), width, height, level)


def _words(indicator: Indicator, row: Any) -> str:
    return words_of(indicator, Level.of(row.level), row.value)


def _lines(points: Sequence[Point], days: Sequence[date]) -> Iterable[str]:
    """The parts of the line between two changes of the tree."""
    held: dict[date, list[str]] = {}
    for point, day in zip(points, days, strict=True):
        held.setdefault(tree_begun(day), []).append(f"{point.x},{point.y}")
    return [" ".join(part) for part in held.values() if len(part) > 1]


def _said(points: Sequence[Point]) -> str:
    first, last = points[0], points[-1]
    if len(points) == 1:
        return gettext("%(period)s：%(words)s") % {"period": last.period, "words": last.words}
    return gettext("%(count)s 期，从 %(first)s 的 %(was)s 到 %(last)s 的 %(is)s") % {
        "count": len(points),
        "first": first.period,
        "was": first.words,
        "last": last.period,
        "is": last.words,
    }
