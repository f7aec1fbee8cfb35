"""How many people of 60 and over live in each reporting unit: published where it is, else estimated."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chongyang.territory.rules.reference import load_reporting_units


@dataclass(frozen=True, slots=True)
class Aged:
    """People of 60 and over in one unit."""

    number: int
    is_estimate: bool
    source: str


@cache
def load_aged() -> dict[str, Aged]:
    """By the unit's key. The estimates share what the published numbers leave of the city's total."""
    held = _held()
    published = {row["unit"]: Aged(row["aged_60"], False, row["source"]) for row in held["published"]}
    rest = held["aged_60"] - sum(aged.number for aged in published.values())
    others = {unit.key: unit.residents_2019 for unit in load_reporting_units() if unit.key not in published}
    residents = sum(others.values())
    estimated = {
        key: Aged(round(rest * number / residents), True, held["source"]) for key, number in others.items()
    }
    return published | estimated


def aged_of_city() -> Aged:
    """The city's published total."""
    held = _held()
    return Aged(held["aged_60"], False, held["source"])


@cache
def _held() -> dict[str, Any]:
    text = (files("chongyang.territory") / "data" / "population.yaml").read_text(encoding="utf-8")
    held: dict[str, Any] = yaml.safe_load(text)
    return held
