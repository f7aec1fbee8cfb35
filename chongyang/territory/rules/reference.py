"""The areas, organisations and reporting units that this room ships as data.

Sources stand beside the data, in `chongyang/territory/data/README.md`.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from chongyang.core.scopes import Interval, interval_of, merge, subtract

CITY_CODE = "4101"
LEVELS = {4: "city", 6: "county", 9: "street", 12: "community"}
PARENT_DIGITS = {6: 4, 9: 6, 12: 9}


class UnableToReadReference(ValueError):
    """The shipped reference data contradicts itself; the message names the row."""


@dataclass(frozen=True, slots=True)
class Area:
    """A unit of the statistical tree: city, county, street or community."""

    code: str
    name: str
    level: str
    kind: str
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether it stood on that day."""
        return stands_on(self.valid_from, self.valid_to, day)

    @property
    def parent(self) -> str | None:
        """The code one level up; None for the city."""
        digits = PARENT_DIGITS.get(len(self.code))
        return self.code[:digits] if digits else None

    @property
    def interval(self) -> Interval:
        """First and last area value of the unit."""
        return interval_of(self.code)


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """One of the units by which the city counts; `streets` only where it has no county code.

    `valid_from` and `valid_to` are half open, None = open: a unit that is split or merged ends on a day, and
    what follows begins on it, under new keys or under the same with other areas.
    """

    key: str
    code: str
    name: str
    manager: str
    residents_2019: int
    intervals: tuple[Interval, ...]
    streets: tuple[str, ...]
    is_local: bool
    confirmed: bool
    note: str
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether the city counted by it on that day."""
        return stands_on(self.valid_from, self.valid_to, day)

    def covers(self, area: int) -> bool:
        """Whether the area value belongs to this unit."""
        return any(first <= area <= last for first, last in self.intervals)


@cache
def load_areas() -> tuple[Area, ...]:
    """The city, its 15 county rows, 208 streets and 3,306 communities, parents before children; those that
    ended stay, since old rows lie in them.
    """
    city = Area(CITY_CODE, "郑州市", "city", "city")
    rows = [row for name in ("counties", "streets", "villages") for row in _rows(f"{name}.csv")]
    areas = (city, *(_area(row) for row in rows))
    _check_tree(areas)
    return areas


@cache
def load_reporting_units() -> tuple[ReportingUnit, ...]:
    """The sixteen reporting units of the newest tree in the order of the city's bulletin; disjoint, together
    the whole city.
    """
    return reporting_units_on(date.max)


def reporting_units_on(day: date) -> tuple[ReportingUnit, ...]:
    """The units by which the city counted on a day."""
    return _units_since(tree_begun(day))


def tree_begun(day: date) -> date:
    """The day on which the tree of a day began; the earliest there is for the first tree."""
    return max((change for change in changes_of_tree() if change <= day), default=date.min)


@cache
def changes_of_tree() -> tuple[date, ...]:
    """The days on which a unit or an area began or ended."""
    held = [(row.get("valid_from"), row.get("valid_to")) for row in _unit_rows()]
    held += [(area.valid_from, area.valid_to) for area in load_areas()]
    return tuple(sorted({day for pair in held for day in pair if day is not None}))


def read_reporting_units(rows: Iterable[Mapping[str, Any]], day: date) -> tuple[ReportingUnit, ...]:
    """The units of a day. Raises UnableToReadReference where two of them hold the same ground."""
    standing = [row for row in rows if stands_on(row.get("valid_from"), row.get("valid_to"), day)]
    carved = [interval_of(street["code"]) for row in standing for street in row.get("streets", ())]
    units = tuple(_unit(row, carved) for row in standing)
    _check_disjoint(units)
    return units


@cache
def _units_since(day: date) -> tuple[ReportingUnit, ...]:
    return read_reporting_units(_unit_rows(), day)


@cache
def _unit_rows() -> tuple[dict[str, Any], ...]:
    return tuple(shipped_yaml("reporting_units.yaml")["units"])


def unit_of(area: int, units: Iterable[ReportingUnit]) -> ReportingUnit | None:
    """The reporting unit that manages an area value; None for the city as a whole and for elsewhere."""
    return next((unit for unit in units if unit.covers(area)), None)


def stands_on(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    begun = valid_from is None or valid_from <= day
    return begun and (valid_to is None or day < valid_to)


def _check_disjoint(units: Iterable[ReportingUnit]) -> None:
    held = sorted((pair, unit.key) for unit in units for pair in unit.intervals)
    for ((_, last), left), ((first, _), right) in pairwise(held):
        if first <= last:
            raise UnableToReadReference(f"{left}, {right}: hold the same ground on one day")


def _area(row: Mapping[str, str]) -> Area:
    level = LEVELS.get(len(row["code"]))
    if level is None or not row["code"].isdigit():
        raise UnableToReadReference(f"{row['code']}: not a code of 6, 9 or 12 digits")
    return Area(row["code"], row["name"], level, row["kind"], _day(row, "valid_from"), _day(row, "valid_to"))


def _day(row: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(row[name]) if row.get(name) else None


def _check_tree(areas: Iterable[Area]) -> None:
    seen: set[str] = set()
    for area in areas:
        if area.code in seen or (area.parent is not None and area.parent not in seen):
            raise UnableToReadReference(f"{area.code}: stands twice or before its parent")
        seen.add(area.code)


def _unit(row: Mapping[str, Any], carved: Iterable[Interval]) -> ReportingUnit:
    streets = tuple(street["code"] for street in row.get("streets", ()))
    own = [interval_of(code) for code in streets]
    return ReportingUnit(
        key=row["key"],
        code=row["code"],
        name=row["name"],
        manager=row["manager"],
        residents_2019=row["residents_2019"],
        intervals=merge(own) if own else subtract([interval_of(row["code"])], carved),
        streets=streets,
        is_local=row.get("is_local", False),
        confirmed=row.get("confirmed", True),
        note=row.get("note", ""),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("chongyang.territory") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def shipped_yaml(name: str) -> Any:
    return yaml.safe_load((files("chongyang.territory") / "data" / name).read_text(encoding="utf-8"))
