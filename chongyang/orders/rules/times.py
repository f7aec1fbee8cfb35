"""The times of `data/times.yaml`, each with its source and whether the city confirmed it."""

from dataclasses import dataclass
from datetime import timedelta
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
