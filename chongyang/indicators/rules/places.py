"""The places that values are of: the city, its sixteen units, their streets; and who lies in whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from chongyang.core.scopes import Interval, interval_of
from chongyang.indicators.enums import Level
from chongyang.territory.rules import reference

CITY = "city"


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `unit` is the key of the unit that a street lies in."""

    level: Level
    key: str
    name: str
    intervals: tuple[Interval, ...]
    unit: str = ""


@cache
def load_places() -> Mapping[str, Place]:
    """Every place by its key: `city`, a unit's key, a street's first code."""
    units = reference.load_reporting_units()
    found = [Place(Level.CITY, CITY, "", (interval_of(reference.CITY_CODE),))]
    found += [Place(Level.UNIT, unit.key, unit.name, tuple(unit.intervals)) for unit in units]
    streets = [area for area in reference.load_areas() if area.level == "street"]
    found += [_street(area) for area in streets]
    return {place.key: place for place in found}


def _street(area: reference.Area) -> Place:
    first = area.interval[0]
    return Place(Level.STREET, str(first), area.name, (area.interval,), unit_of(first))


@cache
def unit_of(area: int) -> str:
    """The key of the unit that manages an area; empty where only the city is known."""
    unit = reference.unit_of(area, reference.load_reporting_units())
    return unit.key if unit else ""


def below(key: str, level: Level) -> tuple[Place, ...]:
    """The places of a level within a place, the city's or a unit's."""
    return tuple(
        place
        for place in load_places().values()
        if place.level is level and key in (CITY, place.unit, place.key)
    )


def rolled_up(by_street: Mapping[int, Decimal], within: tuple[str, ...] = ()) -> dict[str, Decimal]:
    """Numbers by street added up to units and the city; `within` keeps some units alone."""
    sums: dict[str, Decimal] = dict.fromkeys(load_places(), Decimal(0))
    for area, number in by_street.items():
        unit = unit_of(area)
        if within and unit not in within:
            continue
        for key in (CITY, unit, str(area)):
            if key in sums:
                sums[key] += number
    return sums
