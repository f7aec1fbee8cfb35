"""A filled score sheet: points by item, their sum, whether it passes, and the grade that it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from chongyang.core.words import N_
from chongyang.designations.rules.titles import Grade, Title

LACKS = N_("请给每一项打分。")
NO_NUMBER = N_("“%(item)s”请填 0 到 %(most)s 之间的数，最多一位小数。")
UNKNOWN = N_("评分表里没有这一项。")
TENTH = Decimal("0.1")


class UnableToScore(Exception):
    """The sheet is not filled as it asks; `values` fill the sentence."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True, slots=True)
class Score:
    """A sheet with its sum. `grade` is None for titles without grades, 0 where none is reached."""

    points: Mapping[str, str]
    total: Decimal
    passes: bool
    grade: int | None = None


def read_points(title: Title, given: Mapping[str, Any]) -> Score:
    """The sheet as it was typed. Raises UnableToScore."""
    if set(given) - {item.key for item in title.items}:
        raise UnableToScore(UNKNOWN)
    points = {item.key: _points(given.get(item.key), item.label, item.most) for item in title.items}
    return score_of(title, points)


def score_of(title: Title, points: Mapping[str, Decimal]) -> Score:
    """The sum, and the highest grade whose total and least share of every item are reached."""
    total = sum(points.values(), Decimal(0))
    kept = {key: str(value) for key, value in points.items()}
    if not title.grades:
        return Score(kept, total, total >= title.least)
    reached = [one.grade for one in title.grades if _reaches(title, one, points, total)]
    return Score(kept, total, bool(reached), max(reached, default=0))


def _reaches(title: Title, grade: Grade, points: Mapping[str, Decimal], total: Decimal) -> bool:
    """GB/T 37276-2018: a grade asks for a total and for a share of every part."""
    shares = all(points[item.key] * 100 >= item.most * grade.share for item in title.items)
    return total >= grade.least and shares


def _points(told: Any, label: str, most: int) -> Decimal:
    if told is None or not str(told).strip():
        raise UnableToScore(LACKS)
    try:
        value = Decimal(str(told).strip())
    except InvalidOperation:
        raise UnableToScore(NO_NUMBER, item=label, most=most) from None
    if isinstance(told, bool) or not value.is_finite() or not 0 <= value <= most or value % TENTH:
        raise UnableToScore(NO_NUMBER, item=label, most=most)
    return value
