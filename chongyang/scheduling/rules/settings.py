"""What a day is reckoned with, from `data/planning.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.routing.rules.day import Pause, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Minutes are since midnight of the city."""

    source: str
    confirmed: bool
    day: Window
    pause: Pause
    most_work_minutes: int
    frozen_minutes: float
    seconds: float
    most_seconds: float
    explained: int
    min_days: Mapping[str, int]
    wishes: Mapping[str, float]
    keep_jobs_days: int


@cache
def load() -> Settings:
    """The shipped file."""
    file = resources.files("chongyang.scheduling").joinpath("data", "planning.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Settings:
    """The settings of a parsed file. Raises ValueError for a day or pause that ends before it begins."""
    day, pause = window(told["day"]), window(told["pause"])
    values = {**told, "day": day, "pause": Pause(pause, float(told["pause"]["minutes"]))}
    return Settings(**values)


def window(told: Mapping[str, str]) -> Window:
    first, last = (minute_of(time.fromisoformat(told[name])) for name in ("from", "to"))
    if first >= last:
        raise ValueError(f"{told}: ends before it begins")
    return first, last


def minute_of(clock: time) -> float:
    return clock.hour * 60.0 + clock.minute
