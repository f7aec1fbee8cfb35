"""What a scenario starts from: places, counties, streets and people, as they were read for one reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from chongyang.core.later import Later
from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.promises import load_targets

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

COUNTY_WIDTH = 1_000_000
PLACES = {
    "area": "Int64",
    "county": "Int64",
    "kind": "String",
    "owner_kind": "String",
    "floor_area_sqm": "Float64",
    "beds": "Int64",
    "residents": "Int64",
    "opened_year": "Int64",
    "draw": "Int64",
}
"""Columns of places. `draw` is a number from 0 to 99 that stays with the place, for what is invented."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`counties` and `streets` are first codes of areas; `elders` counts by county and band of age."""

    places: pl.DataFrame
    counties: tuple[int, ...]
    streets: tuple[int, ...]
    elders: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def places_frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows in the order of PLACES as columns."""
    schema = {name: getattr(pl, kind) for name, kind in PLACES.items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def county_of(area: int) -> int:
    """The first code of the county around an area."""
    return area // COUNTY_WIDTH * COUNTY_WIDTH


@cache
def load_told() -> dict[str, Any]:
    """`data/subjects.yaml`: who stands behind each programme, and what of it is invented."""
    text = (files("chongyang.scenarios") / "data" / "subjects.yaml").read_text("utf-8")
    told: dict[str, Any] = read_yaml(text)
    return told


def target(name: str) -> float:
    """The number of a target of the plans, by its id."""
    row = next(row for row in load_targets() if row.id == name)
    return float(row.value) if isinstance(row.value, int | float) else 0.0
