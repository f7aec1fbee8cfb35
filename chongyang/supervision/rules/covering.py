"""Which values are not told outside: few people, what would tell them, and all that lies within such a place.

The units are one table whose sum, the city, is told; the streets of each unit are another whose sum is the
unit (`territory.rules.small_cells`). Numerator and denominator are looked at, and what a share leaves out.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from chongyang.core.measuring import get_measure
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator, Term
from chongyang.indicators.rules.places import CITY, below
from chongyang.territory.rules.small_cells import covered

PEOPLE = ("人", "人员", "人才", "人数", "居民")


class Counted(Protocol):
    """What a value is made of."""

    numerator: Decimal
    denominator: Decimal | None


def hidden_places(indicator: Indicator, rows: Mapping[str, Counted]) -> frozenset[str]:
    """The keys of places whose value of this indicator is not told; the whole city's always is."""
    counts = list(_counts(indicator, rows))
    units = _hidden(counts, [place.key for place in below(CITY, Level.UNIT)])
    found = set(units)
    for unit in below(CITY, Level.UNIT):
        streets = [place.key for place in below(unit.key, Level.STREET)]
        found |= set(streets) if unit.key in units else _hidden(counts, streets)
    return frozenset(found & set(rows))


def _counts(indicator: Indicator, rows: Mapping[str, Counted]) -> Iterable[Mapping[str, int]]:
    """Numbers of people by place: who is counted, among whom, and who is left out."""
    of_top, of_all = (is_of_persons(term) for term in (indicator.numerator, indicator.denominator))
    if of_top:
        yield {key: int(row.numerator) for key, row in rows.items()}
    whole = {key: row.denominator for key, row in rows.items() if row.denominator is not None}
    if of_all:
        yield {key: int(number) for key, number in whole.items()}
    if of_top and of_all:
        yield {key: abs(int(number - rows[key].numerator)) for key, number in whole.items()}


def _hidden(counts: Iterable[Mapping[str, int]], keys: list[str]) -> set[str]:
    return {key for table in counts for key in covered({name: table[name] for name in keys if name in table})}


def is_of_persons(term: Term | None) -> bool:
    """Whether people are counted: a measure says so itself, what units report is known by its last word."""
    if term is None:
        return False
    measure = get_measure(term.measure)
    return bool(measure and measure.is_of_persons) or term.reported.endswith(PEOPLE)
