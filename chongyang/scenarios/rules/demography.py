"""How many people of 60 and over a county will have: a cohort a band, moved on year by year.

The rates are data (`data/demography.yaml`), unconfirmed. Nobody moves in or away; whoever turns 60 comes in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml

PER_THOUSAND, HUNDRED = 1000, 100
Cohorts = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Ages from `first`, `years` of them; the last band has no end (0)."""

    first: int
    years: int
    deaths: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Deaths a thousand and band, and those who turn 60; with where they come from."""

    source: str
    confirmed: bool
    bands: tuple[Band, ...]
    entrants_percent: float


@cache
def load_rates() -> Rates:
    """The shipped rates."""
    told = read_yaml((files("chongyang.scenarios") / "data" / "demography.yaml").read_text("utf-8"))
    return Rates(**{**told, "bands": tuple(Band(**band) for band in told["bands"])})


def band_of(age: int, rates: Rates) -> int | None:
    """The place of the band that holds an age; None under the first."""
    held = [place for place, band in enumerate(rates.bands) if band.first <= age]
    return held[-1] if held else None


def a_year_later(cohorts: Cohorts, rates: Rates) -> Cohorts:
    """The bands after one year: who lives on, who passes into the next band, who turns 60."""
    first = rates.bands[0]
    coming = cohorts[0] / first.years * rates.entrants_percent / HUNDRED
    later = []
    for held, band in zip(cohorts, rates.bands, strict=True):
        living = held * (1 - band.deaths / PER_THOUSAND)
        leaving = living / band.years if band.years else 0.0
        later.append(living - leaving + coming)
        coming = leaving
    return tuple(later)


def forecast(today: Mapping[int, Sequence[float]], years: int, rates: Rates) -> dict[int, list[int]]:
    """People of 60 and over by county: today, and at the end of each of the coming years."""
    told: dict[int, list[int]] = {}
    for county, counts in sorted(today.items()):
        cohorts = tuple(float(count) for count in counts)
        row = [round(sum(cohorts))]
        for _ in range(years):
            cohorts = a_year_later(cohorts, rates)
            row.append(round(sum(cohorts)))
        told[county] = row
    return told
