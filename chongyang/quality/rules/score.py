"""A provider's score: what its events take off, what is left of each after its days, and what follows.

Whole tenths of a point, so that any order of the same events gives the same sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from chongyang.core.yaml_files import read_yaml

STARS_BAD = {1: "one_star", 2: "two_stars"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What takes points: tenths on its day, nothing after `days`."""

    key: str
    label: str
    english: str
    points: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    full: int
    volume: int
    volume_days: int
    looked_back_days: int
    late_minutes: int
    appeal_workdays: int
    answer_workdays: int
    warning_below: int
    suspension_below: int
    exit_after: int
    exit_days: int
    repeat_days: int
    kinds: dict[str, Kind]


@dataclass(frozen=True, slots=True)
class Lowering:
    """One event as the score sees it."""

    event: UUID
    kind: str
    on: date
    points: int
    days: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One event with its points, what is left of them after its age, and what that takes off."""

    event: UUID
    kind: str
    on: date
    points: int
    left: int
    taken: int


@dataclass(frozen=True, slots=True)
class Score:
    """`tenths` is `full` without the sum of what the reasons take off, and never below nought."""

    tenths: int
    on: date
    helped: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> Decimal:
        return Decimal(self.tenths) / 10


def left_of(points: int, days: int, age: int) -> int:
    """What an event still takes so many days after: in a straight line to nothing; nothing before its day."""
    return points * (days - age) // days if 0 <= age < days else 0


def weighed(left: int, helped: int, volume: int) -> int:
    """Less in proportion for who helped more often than `volume`."""
    return left * volume // max(volume, helped)


def score_on(events: Iterable[Lowering], on: date, *, helped: int, settings: Settings | None = None) -> Score:
    """The score of a day with all its reasons, the newest first."""
    told = settings or load()
    reasons = [_reason(one, on, helped, told.volume) for one in events]
    counted = sorted((one for one in reasons if one.left), key=lambda one: (one.on, one.event), reverse=True)
    taken = sum(one.taken for one in counted)
    return Score(max(0, told.full - taken), on, helped, tuple(counted))


def _reason(one: Lowering, on: date, helped: int, volume: int) -> Reason:
    left = left_of(one.points, one.days, (on - one.on).days)
    return Reason(one.event, one.kind, one.on, one.points, left, weighed(left, helped, volume))


def follows(tenths: int, suspended: int, settings: Settings | None = None) -> str:
    """What a score leads to: nothing, a warning, or a proposal that somebody decides."""
    told = settings or load()
    if tenths < told.suspension_below:
        return "exit" if suspended >= told.exit_after else "suspension"
    return "warning" if tenths < told.warning_below else ""


@cache
def load() -> Settings:
    """The shipped file."""
    text = (files("chongyang.quality") / "data" / "score.yaml").read_text(encoding="utf-8")
    return read(read_yaml(text))


def read(told: dict[str, Any]) -> Settings:
    """The settings of a parsed file. Raises KeyError, TypeError, ValueError for one that is not whole."""
    kinds = [Kind(**one) for one in told["events"]]
    if any(one.points <= 0 or one.days <= 0 for one in kinds) or len({one.key for one in kinds}) < len(kinds):
        raise ValueError("events")
    values = {name: int(told[name]) for name in Settings.__dataclass_fields__ if name != "kinds"}
    return Settings(**values, kinds={one.key: one for one in kinds})


def kind_of(key: str) -> Kind:
    return load().kinds[key]
