"""The places that values are of: the city, its units, their streets; and who lies in whom, on a day.

A county that is split or merged in mid-year: values of a period are those of the tree that stood on its last
day. What was written before stays, under the key that the place had then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from chongyang.core.scopes import Interval, intersect, interval_of
from chongyang.indicators.enums import Level
from chongyang.territory.rules import reference

CITY = "city"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `unit` is the key of the unit that a street lies in."""

    level: Level
    key: str
    name: str
    intervals: tuple[Interval, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """All places of one day by key: `city`, a unit's key, a street's first code; and who holds an area."""

    units: tuple[reference.ReportingUnit, ...]
    places: Mapping[str, Place]
    held: dict[int, str]

    def unit_of(self, area: int) -> str:
        """The key of the unit that manages an area; empty where only the city is known."""
        if area not in self.held:
            unit = reference.unit_of(area, self.units)
            self.held[area] = unit.key if unit else ""
        return self.held[area]

    def below(self, key: str, level: Level) -> tuple[Place, ...]:
        """The places of a level within a place, the city's or a unit's."""
        return tuple(
            place
            for place in self.places.values()
            if place.level is level and key in (CITY, place.unit, place.key)
        )


def tree_on(day: date | None = None) -> Tree:
    """The tree of a day, the newest without."""
    return _tree(reference.tree_begun(day or date.max))


def load_places(day: date | None = None) -> Mapping[str, Place]:
    """Every place of a day by its key; of the newest tree without a day."""
    return tree_on(day).places


def unit_of(area: int, day: date | None = None) -> str:
    """The key of the unit that manages an area; empty where only the city is known."""
    return tree_on(day).unit_of(area)


def below(key: str, level: Level, day: date | None = None) -> tuple[Place, ...]:
    """The places of a level within a place, the city's or a unit's."""
    return tree_on(day).below(key, level)


def rolled_up(
    by_street: Mapping[int, Decimal], within: tuple[str, ...] = (), day: date | None = None
) -> dict[str, Decimal]:
    """Numbers by street added up to units and the city; `within` keeps some units alone."""
    tree = tree_on(day)
    sums: dict[str, Decimal] = dict.fromkeys(tree.places, Decimal(0))
    for area, number in by_street.items():
        unit = tree.unit_of(area)
        if within and unit not in within:
            continue
        for key in (CITY, unit, str(area)):
            if key in sums:
                sums[key] += number
    return sums


def formers_of(place: Place, day: date) -> tuple[Place, ...]:
    """The units that held a unit's ground on the day before the tree changed, unless it was itself."""
    if place.level is not Level.UNIT:
        return ()
    before = [one for one in load_places(day - ONE_DAY).values() if one.level is Level.UNIT]
    found = tuple(one for one in before if intersect(one.intervals, place.intervals))
    return () if [(one.key, one.intervals) for one in found] == [(place.key, place.intervals)] else found


@cache
def _tree(begun: date) -> Tree:
    units = reference.reporting_units_on(begun)
    streets = [area for area in reference.load_areas() if area.level == "street" and area.is_valid_on(begun)]
    found = [Place(Level.CITY, CITY, "", (interval_of(reference.CITY_CODE),))]
    found += [Place(Level.UNIT, unit.key, unit.name, tuple(unit.intervals)) for unit in units]
    found += [_street(area, units) for area in streets]
    return Tree(units, {place.key: place for place in found}, {})


def _street(area: reference.Area, units: tuple[reference.ReportingUnit, ...]) -> Place:
    first = area.interval[0]
    unit = reference.unit_of(first, units)
    return Place(Level.STREET, str(first), area.name, (area.interval,), unit.key if unit else "")
