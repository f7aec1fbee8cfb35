"""How much of everything comes anew in a year: by the number of elders, and by the plan's targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.scenarios.rules.demography import forecast, load_rates
from chongyang.scenarios.rules.facts import Facts, load_told, target

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

MILLI = 1000
Shares = dict[tuple[int, int], int]
"""By (county, year): thousandths of what stands today that come anew."""


@dataclass(frozen=True, slots=True)
class Growth:
    """People by county and year (one more than the years), and what follows from them, in thousandths."""

    years: tuple[int, ...]
    people: Mapping[int, Sequence[int]]
    elders: Shares
    beds: Shares
    level: Shares

    def spread(self) -> dict[int, int]:
        """By year: what a target still asks for, built evenly over the first years."""
        over = min(int(load_told()["spread_years"]), len(self.years))
        return {
            year: MILLI * (place + 1) // over - MILLI * place // over
            for place, year in enumerate(self.years[:over])
        }


def growth_of(facts: Facts, years: tuple[int, ...]) -> Growth:
    """Cohorts of each county moved on. A county without people known grows by nothing."""
    people = forecast(facts.elders, len(years), load_rates())
    beds = dict(facts.places.group_by("county").agg(pl.col("beds").sum()).iter_rows())
    rising: Shares = {}
    needed: Shares = {}
    level: Shares = {}
    for county in facts.counties:
        row = people.get(county, [0] * (len(years) + 1))
        held = int(beds.get(county, 0))
        wanted = _beds_wanted(row, held)
        for place, year in enumerate(years):
            before, after = row[place], row[place + 1]
            rising[county, year] = max(0, MILLI * (after - before) // before) if before else 0
            more = max(0, wanted[place + 1] - wanted[place])
            needed[county, year] = MILLI * more // held if held else 0
            level[county, year] = MILLI * after // row[0] if row[0] else MILLI
    return Growth(years, people, rising, needed, level)


def _beds_wanted(people: Sequence[int], held: int) -> list[int]:
    """Beds at the end of each year: today's kept for each elder, and what the target lacks, built evenly."""
    per_thousand = target("2018-34:beds.per_thousand")
    spread = int(load_told()["spread_years"])
    beds = [held]
    for place, count in enumerate(people[1:], start=1):
        kept = held * count / people[0] if people[0] else held
        lacking = max(0.0, per_thousand * count / MILLI - kept)
        beds.append(max(beds[-1], round(kept + lacking * min(1.0, place / spread))))
    return beds
