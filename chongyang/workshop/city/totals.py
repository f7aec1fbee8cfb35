"""How many elders live where: the published totals kept exactly, down to each community.

Published: residents and 60+ of the city (2022), residents of the 16 reporting units (2019), the 60+ share of
two of them. The rest is proportion: units by residents, then streets and communities by seeded weights.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from chongyang.territory.rules import reference
from chongyang.workshop.city.seeds import Bools, Floats, Ints, stream

YEAR = "2022"
IN_PERSONS = {"万人": 10_000, "人": 1}


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """One reporting unit: residents and 60+ scaled to the published year, and its share of the register."""

    key: str
    code: str
    name: str
    residents: int
    aged: int
    registered: int


@dataclass(frozen=True, slots=True)
class Allotment:
    """Elders by community, in the order of the codes: columns of equal length."""

    codes: Ints
    names: tuple[str, ...]
    units: Ints
    rural: Bools
    elders: Ints


def largest_remainder(weights: Floats, total: int) -> Ints:
    """Whole numbers proportional to the weights whose sum is `total` exactly; ties go to the first."""
    if total and not weights.sum() > 0:
        raise ValueError("nothing to share the total among")
    exact = weights * (total / weights.sum()) if total else np.zeros_like(weights)
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def _rows(name: str) -> list[dict[str, str]]:
    with (files("chongyang.workshop") / "data" / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def published(item: str, year: str = YEAR) -> float:
    """A published figure of the whole city: persons as persons, shares as fractions."""
    for row in _rows("city_totals.csv"):
        if (row["item"], row["year"]) == (item, year):
            value = float(row["value"])
            return value / 100 if row["unit"] == "%" else round(value * IN_PERSONS[row["unit"]])
    raise LookupError(f"no published figure: {item} {year}")


def share_of_65() -> float:
    """Of those aged 60 and over, the share aged 65 and over."""
    return published("65岁及以上占比") * published("全市常住人口") / published("60岁及以上")


def unit_totals(elders: int) -> tuple[UnitTotal, ...]:
    """The 16 units: residents sum to the city's, 60+ to the city's, registered to `elders`, all exactly."""
    units = reference.load_reporting_units()
    residents = largest_remainder(
        np.array([float(unit.residents_2019) for unit in units]), int(published("全市常住人口"))
    )
    aged = _aged([unit.code for unit in units], residents)
    registered = largest_remainder(aged.astype(float), elders)
    return tuple(
        UnitTotal(unit.key, unit.code, unit.name, int(all_), int(old), int(known))
        for unit, all_, old, known in zip(units, residents, aged, registered, strict=True)
    )


def _aged(codes: list[str], residents: Ints) -> Ints:
    """60+ by unit: the two published shares as they are, the rest of the city's total by residents."""
    pinned = {row["code"]: float(row["aged_60_share"]) for row in _rows("unit_shares.csv")}
    shares = np.array([pinned.get(code, 0.0) for code in codes])
    aged = np.round(residents * shares).astype(np.int64)
    free = np.where(shares > 0, 0.0, residents.astype(float))
    rest = int(published("60岁及以上")) - int(aged.sum())
    return np.asarray(aged + largest_remainder(free, rest))


@cache
def allot(elders: int, seed: int) -> Allotment:
    """Share the elders out: unit by published total, street and community by weights drawn from the seed."""
    areas = [area for area in reference.load_areas() if area.level == "community"]
    areas.sort(key=lambda area: area.code)
    codes = np.array([int(area.code) for area in areas], dtype=np.int64)
    units = _unit_of(codes)
    rural = np.array([area.kind == "village" for area in areas])
    weights = _weights(codes, rural, seed)
    counts = np.zeros(len(codes), dtype=np.int64)
    for index, unit in enumerate(unit_totals(elders)):
        members = np.flatnonzero(units == index)
        counts[members] = _share(codes[members], weights[members], unit.registered)
    return Allotment(codes, tuple(area.name for area in areas), units, rural, counts)


def _unit_of(codes: Ints) -> Ints:
    units = np.full(len(codes), -1, dtype=np.int64)
    for index, unit in enumerate(reference.load_reporting_units()):
        for first, last in unit.intervals:
            units[(codes >= first) & (codes <= last)] = index
    if (units < 0).any():
        raise LookupError(f"{int((units < 0).sum())} communities belong to no reporting unit")
    return units


def _weights(codes: Ints, rural: Bools, seed: int) -> Floats:
    """City communities hold more people than villages; both vary as log-normal."""
    rng = stream(seed, "communities")
    return np.where(rural, 1.0, 2.2) * np.exp(rng.normal(0.0, 0.45, len(codes)))


def _share(codes: Ints, weights: Floats, total: int) -> Ints:
    """First among the streets, then inside each, so that no street depends on its neighbour's rounding."""
    _, place = np.unique(codes // 1000, return_inverse=True)
    sums = np.bincount(place, weights=weights)
    counts = np.zeros(len(codes), dtype=np.int64)
    for index, street_total in enumerate(largest_remainder(sums, total)):
        inside = place == index
        counts[inside] = largest_remainder(weights[inside], int(street_total))
    return counts
