"""Values of `data/alerting.yaml`: floors, bounds and waits, each with its source and whether it is
confirmed.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
UNITS = (*SECONDS, "time", "o_clock")


@dataclass(frozen=True, slots=True)
class Default:
    """One value; `unit` is a span, a count (`time`) or a whole hour of the day (`o_clock`)."""

    name: str
    value: int
    unit: str
    label: str
    source: str
    confirmed: bool


@cache
def all_defaults() -> dict[str, Default]:
    """Every value by its name; a missing or unknown key raises TypeError, a bad value ValueError."""
    text = resources.files("chongyang.alerting").joinpath("data/alerting.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    values = {name: Default(name=name, **row) for name, row in document["values"].items()}
    for default in values.values():
        if default.unit not in UNITS or default.value < 0:
            raise ValueError(f"{default.name}: {default.value} {default.unit}")
    return values


def span(name: str) -> timedelta:
    """A wait, floor or bound as a span."""
    default = all_defaults()[name]
    return timedelta(seconds=default.value * SECONDS[default.unit])


def times(name: str) -> int:
    """A count."""
    return all_defaults()[name].value


def o_clock(name: str) -> time:
    """A whole hour of the day."""
    return time(all_defaults()[name].value)
