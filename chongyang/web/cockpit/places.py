"""Where numbers belong: the sixteen reporting units, and the streets of one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from chongyang.core.counting import street_of
from chongyang.core.scopes import Interval, Scope, interval_of, subtract
from chongyang.territory.rules import reference
from chongyang.territory.rules.population import load_aged


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the table. `aged` is None where 60+ is not known; `is_part`: only a part is within reach."""

    key: str
    name: str
    latin: str = ""
    code: str = ""
    aged: int | None = None
    is_estimate: bool = False
    is_part: bool = False
    note: str = ""


@lru_cache(maxsize=64)
def units_within(areas: tuple[Interval, ...]) -> tuple[Place, ...]:
    """The reporting units that these areas touch, in the order of the city's bulletin."""
    units = reference.load_reporting_units()
    return tuple(_place(unit, areas) for unit in units if _touches(unit.intervals, areas))


def _place(unit: reference.ReportingUnit, areas: tuple[Interval, ...]) -> Place:
    """Of a part nobody published how many people live there."""
    is_part, aged = bool(subtract(unit.intervals, areas)), load_aged()[unit.key]
    return Place(
        key=unit.key,
        name=unit.name,
        latin=unit.key.title(),
        code=unit.code,
        aged=None if is_part else aged.number,
        is_estimate=aged.is_estimate and not is_part,
        is_part=is_part,
        note=unit.note,
    )


def _touches(ours: Iterable[Interval], theirs: Iterable[Interval]) -> bool:
    return any(a <= last and first <= b for a, b in ours for first, last in theirs)


@cache
def unit_key_of(street: int) -> str:
    """The key of the unit of a street (by its first area value); empty where only the city is known."""
    unit = reference.unit_of(street, reference.load_reporting_units())
    return unit.key if unit else ""


@lru_cache(maxsize=256)
def streets_within(unit: str, areas: tuple[Interval, ...]) -> tuple[Place, ...]:
    """The streets of a unit within reach, by their codes."""
    rows = [area for area in reference.load_areas() if area.level == "street"]
    held = [row for row in rows if unit_key_of(interval_of(row.code)[0]) == unit]
    return tuple(
        Place(key=str(interval_of(row.code)[0]), name=row.name, code=row.code)
        for row in held
        if _touches([interval_of(row.code)], areas)
    )


def street_key_of(area: int) -> str:
    return str(street_of(area))


def is_whole_city(reach: Scope) -> bool:
    """Whether every area of the city is within reach."""
    return not subtract([interval_of(reference.CITY_CODE)], reach.intervals)
