"""Which finished orders are called back. Week and key alone decide: anybody can draw again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from uuid import UUID

from chongyang.core.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Settings:
    percent: int
    percent_low: int
    least: int
    most: int
    call_days: int


@cache
def load() -> Settings:
    told = read_yaml((files("chongyang.quality") / "data" / "samples.yaml").read_text(encoding="utf-8"))
    return Settings(**{name: int(told[name]) for name in Settings.__dataclass_fields__})


def week_before(day: date) -> tuple[date, date]:
    """Monday of the week before `day`'s, and of `day`'s."""
    monday = day - timedelta(days=day.weekday())
    return monday - timedelta(days=7), monday


def count_of(orders: int, *, is_low: bool) -> int:
    """How many of so many are called: the share rounded up, at least and at most as the file says."""
    told = load()
    share = -(-orders * (told.percent_low if is_low else told.percent) // 100)
    return min(orders, told.most, max(told.least, share))


def draw(orders: Iterable[UUID], week: date, *, is_low: bool) -> list[UUID]:
    """The orders that are called, in the order in which they were drawn."""
    ranked = sorted(orders, key=lambda one: hashlib.sha256(f"{week}/{one}".encode()).digest())
    return ranked[: count_of(len(ranked), is_low=is_low)]
