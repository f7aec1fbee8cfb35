"""The times of `data/times.yaml`, each with its source and whether the city confirmed it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Any

import yaml

SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Span:
    name: str
    value: int
    unit: str
    label: str
    source: str
    confirmed: bool

    def __post_init__(self) -> None:
        if self.unit not in SECONDS or self.value <= 0:
            raise ValueError(f"{self.name}: {self.value} {self.unit} is no span")


@cache
def _document() -> dict[str, Any]:
    text = resources.files("chongyang.orders").joinpath("data/times.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def all_spans() -> dict[str, Span]:
    """Every time by its name."""
    return {name: Span(name=name, **row) for name, row in _document()["values"].items()}


def version() -> int:
    """The version of the life cycle that these values make."""
    return int(_document()["version"])


@cache
def span(name: str) -> timedelta:
    one = all_spans()[name]
    return timedelta(seconds=one.value * SECONDS[one.unit])


@dataclass(frozen=True, slots=True)
class Window:
    """One that pages offer: from when to when."""

    from_at: datetime
    to_at: datetime

    @property
    def key(self) -> str:
        """How it stands in an address: the city's day and hour, `20260928-0800`."""
        return self.from_at.strftime("%Y%m%d-%H%M")


def first_items() -> tuple[str, ...]:
    return tuple(_document()["first_items"])


def windows_of(minutes: int, now: datetime, zone: tzinfo) -> list[Window]:
    """The windows of the next days that begin after `now`, each long enough for so many minutes."""
    begin, found = now.astimezone(zone).date(), []
    for number in range(int(_document()["days_shown"])):
        for first, last in _document()["windows"]:
            from_at, to_at = (_at(begin + timedelta(days=number), text, zone) for text in (first, last))
            if from_at > now:
                found.append(Window(from_at, max(to_at, from_at + timedelta(minutes=minutes))))
    return found


def _at(day: date, text: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), tzinfo=zone)
