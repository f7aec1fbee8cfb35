"""Targets and time-outs of `data/defaults.yaml`, each with its source and whether the city confirmed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

SECONDS = {"second": 1, "minute": 60, "hour": 3600}


@dataclass(frozen=True, slots=True)
class Default:
    """One value. `share` is the part of all calls that must meet it, 0 to 1, where the target has one."""

    name: str
    value: int
    unit: str  # second | minute | hour | time
    label: str
    source: str
    confirmed: bool
    share: float | None = None


def read(document: Mapping[str, Any]) -> dict[str, Default]:
    """The values of a parsed document; a missing or unknown key raises TypeError, a bad value ValueError."""
    values = {name: Default(name=name, **row) for name, row in document["values"].items()}
    for default in values.values():
        if default.unit not in (*SECONDS, "time") or default.value <= 0:
            raise ValueError(f"{default.name}: {default.value} {default.unit} is no target")
    return values


@cache
def _document() -> dict[str, Any]:
    text = resources.files("chongyang.emergency").joinpath("data/defaults.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def all_defaults() -> dict[str, Default]:
    """Every value by its name."""
    return read(_document())


def version() -> int:
    """The version of the life cycles that these values make."""
    return int(_document()["version"])


def span(name: str) -> timedelta:
    """A time-out or target as a span."""
    default = all_defaults()[name]
    return timedelta(seconds=default.value * SECONDS[default.unit])


def times(name: str) -> int:
    """A count."""
    default = all_defaults()[name]
    if default.unit != "time":
        raise ValueError(f"{name} is a span, not a count")
    return default.value
