"""Shares of registered people: kept counts by street, added up by unit, against the plan's targets."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from chongyang.core.counting import street_of
from chongyang.core.queries import counts
from chongyang.core.scopes import Interval, Scope, interval_of, subtract
from chongyang.registration.queries import KINDS, targets
from chongyang.territory.rules import reference
from chongyang.territory.rules.population import load_aged
from chongyang.territory.rules.small_cells import covered

STEPS = 3


@dataclass(frozen=True, slots=True)
class Share:
    """Registered people of a place: of people of 60 and over where that is told, and of those known."""

    key: str
    name: str
    code: str = ""
    registered: int = 0
    known: int = 0
    aged: int | None = None
    is_estimate: bool = False
    is_part: bool = False
    is_covered: bool = False

    @property
    def of_aged(self) -> float | None:
        return 100 * self.registered / self.aged if self.aged else None

    @property
    def of_known(self) -> float | None:
        return 100 * self.registered / self.known if self.known else None

    @property
    def step(self) -> int | None:
        """0: below the first target, 1: between them, 2: the second is reached."""
        share = self.of_known
        return None if share is None else sum(share >= float(row.value or 0) for row in targets())

    @property
    def bar(self) -> float:
        return round(min(self.of_known or 0, 100), 1)


@dataclass(frozen=True, slots=True)
class Kept:
    """Registered and known by street, and when they were counted."""

    registered: dict[int, int]
    known: dict[int, int]
    counted_at: Any


def kept_of(scope: Scope) -> Kept:
    """The kept counts within reach."""
    held = counts.get_kept(scope)
    registered, known = (dict(held.kinds.get(kind, {})) for kind in KINDS)
    return Kept(registered, known, held.counted_at if registered else None)


@cache
def unit_of(street: int) -> str:
    """The key of the reporting unit of a street."""
    unit = reference.unit_of(street, reference.load_reporting_units())
    return unit.key if unit else ""


def by_unit(scope: Scope, kept: Kept) -> list[Share]:
    """The reporting units that the scope touches, in the order of the city's bulletin."""
    told = []
    for unit in reference.load_reporting_units():
        if not any(_touches(pair, scope.intervals) for pair in unit.intervals):
            continue
        is_part, aged = bool(subtract(unit.intervals, scope.intervals)), load_aged()[unit.key]
        told.append(
            Share(
                key=unit.key,
                name=unit.name,
                code=unit.code,
                registered=_sum(kept.registered, unit.key),
                known=_sum(kept.known, unit.key),
                aged=None if is_part else aged.number,
                is_estimate=aged.is_estimate and not is_part,
                is_part=is_part,
            )
        )
    return told


def _sum(by_street: dict[int, int], key: str) -> int:
    return sum(number for street, number in by_street.items() if unit_of(street) == key)


def _touches(pair: tuple[int, int], intervals: Iterable[Interval]) -> bool:
    return any(pair[0] <= last and first <= pair[1] for first, last in intervals)


def by_street(scope: Scope, unit: str, kept: Kept) -> list[Share]:
    """The streets of one unit within reach."""
    told = []
    for row in reference.load_areas():
        first, last = interval_of(row.code)
        if row.level != "street" or unit_of(first) != unit or not _touches((first, last), scope.intervals):
            continue
        counted = kept.registered.get(first, 0), kept.known.get(first, 0)
        told.append(Share(str(first), row.name, row.code, *counted))
    return told


def whole(scope: Scope) -> str:
    """The share of known people who are registered within reach, in words; empty where nothing is counted."""
    kept = kept_of(scope)
    known = sum(kept.known.values())
    return f"{100 * sum(kept.registered.values()) / known:.1f}%" if known else ""


def street_interval(value: int) -> Interval:
    """The street around an area value."""
    first = street_of(value)
    return first, first + 999


def cover(rows: list[Share]) -> list[Share]:
    """For who may know no person: small numbers of people, registered or not, tell somebody."""
    hidden = covered({row.key: row.registered for row in rows})
    hidden |= covered({row.key: row.known - row.registered for row in rows})
    return [
        replace(row, registered=0, known=0, is_covered=True) if hidden.get(row.key) else row for row in rows
    ]
