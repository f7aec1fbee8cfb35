"""The criteria by which third parties judge providers, from `data/evaluation.yaml`, and their points.

Points are given in tenths, each from 0 to its criterion's weight; the weights sum to 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.yaml_files import read_yaml

FULL = 100


class UnableToReadCriteria(ValueError):
    """The file contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    key: str
    label: str
    english: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """An evaluation of the last `counts_days` days counts in the yearly check; below `floor` none passes."""

    floor: int
    counts_days: int
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    criteria: tuple[Criterion, ...]
    yearly: Yearly
    confirmed: bool
    source: str


@cache
def load() -> Settings:
    """The shipped file."""
    file = files("chongyang.services") / "data" / "evaluation.yaml"
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Settings:
    """The settings of a parsed file. Raises UnableToReadCriteria, KeyError, TypeError."""
    criteria = tuple(Criterion(**one) for one in told["criteria"])
    if len({one.key for one in criteria}) != len(criteria) or any(one.weight <= 0 for one in criteria):
        raise UnableToReadCriteria("a criterion stands twice or weighs nothing")
    if sum(one.weight for one in criteria) != FULL:
        raise UnableToReadCriteria(f"the weights do not sum to {FULL}")
    yearly = Yearly(**told["yearly"])
    if not 0 <= yearly.floor <= FULL or yearly.counts_days <= 0:
        raise UnableToReadCriteria("the floor lies outside the points, or no day counts")
    return Settings(criteria=criteria, yearly=yearly, confirmed=told["confirmed"], source=told["source"])


def is_complete(parts: Mapping[str, Decimal]) -> bool:
    """Whether each criterion, and nothing else, has points from 0 to its weight in tenths."""
    weights = {one.key: one.weight for one in load().criteria}
    return set(parts) == set(weights) and all(
        points.is_finite() and 0 <= points <= weights[key] and points == round(points, 1)
        for key, points in parts.items()
    )


def counts_since(day: date) -> date:
    """The first day whose evaluations count in a check that is decided on a day."""
    return day - timedelta(days=load().yearly.counts_days)
