"""Shifts and limits of a week, from `data/rosters.yaml`, and how many carers a day's orders ask for."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.routing.rules.day import Pause, Window
from chongyang.routing.rules.roster_shapes import Limits
from chongyang.routing.rules.roster_shapes import Shift as Slot
from chongyang.scheduling.rules.settings import window

WEEK = 7


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of shift; minutes since midnight of the city."""

    key: str
    label: str
    english: str
    hours: Window
    pause: Pause

    @property
    def slot(self) -> Slot:
        """As the solver wants it."""
        return Slot(self.key, int(self.hours[0]), int(self.hours[1]), int(self.pause.minutes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rostering:
    source: str
    confirmed: bool
    shifts: Mapping[str, Kind]
    limits: Limits
    care_share: int
    seconds: float
    wish: int
    keep_wishes_days: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one order asks of a day: its window in minutes, minutes of care, carers, skills."""

    window: Window
    minutes: int
    people: int
    skills: frozenset[str]


@cache
def load() -> Rostering:
    """The shipped file."""
    file = resources.files("chongyang.scheduling").joinpath("data", "rosters.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Rostering:
    """Raises ValueError for a shift or pause that ends before it begins."""
    shifts = {key: _kind(key, one) for key, one in told["shifts"].items()}
    limits = Limits(told["week_minutes"], told["rest_minutes"], told["days_running"])
    names = ("source", "confirmed", "care_share", "seconds", "wish", "keep_wishes_days")
    plain = {name: told[name] for name in names}
    return Rostering(shifts=shifts, limits=limits, **plain)


def _kind(key: str, told: Mapping[str, Any]) -> Kind:
    pause = Pause(window(told["pause"]), float(told["pause"]["minutes"]))
    return Kind(key, told["label"], told["english"], window(told), pause)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def clock_of(minute: float) -> time:
    return time(int(minute) // 60, int(minute) % 60)


def shift_of(asked: Window) -> str:
    """The shift of a window: the first that holds it whole, else the one that holds most of it."""
    kinds = load().shifts

    def held(one: Kind) -> float:
        return min(one.hours[1], asked[1]) - max(one.hours[0], asked[0])

    return max(kinds.values(), key=held).key


def demand_of(orders: Iterable[Asked]) -> dict[tuple[str, str], int]:
    """Carers needed by shift and skill (none: heads) of one day: minutes of care over what a shift holds,
    and never fewer than the largest order takes.
    """
    minutes: dict[tuple[str, str], int] = defaultdict(int)
    least: Counter[tuple[str, str]] = Counter()
    for one in orders:
        shift = shift_of(one.window)
        for skill in ("", *one.skills):
            minutes[shift, skill] += one.minutes * one.people
            least[shift, skill] = max(least[shift, skill], one.people)
    return {key: max(least[key], math.ceil(found / _holds(key[0]))) for key, found in minutes.items()}


def _holds(shift: str) -> float:
    """Minutes of care in a shift."""
    return load().shifts[shift].slot.minutes * load().care_share / 100
