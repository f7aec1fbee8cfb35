"""Adding up from the level below. What is missing is counted beside the sum, never taken as zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.computing import has_share
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.places import Place, below
from chongyang.reporting.rules.cells import Figures
from chongyang.reporting.rules.forms import ORDER, Item


@dataclass(frozen=True, slots=True)
class Sum:
    """What the level below said of one line. `figures` is None where nobody said anything."""

    figures: Figures | None
    told: tuple[str, ...]
    missing: tuple[str, ...]


def below_of(item: Item, place: Place) -> tuple[Place, ...]:
    """The places one level down that are asked."""
    under = ORDER[ORDER.index(place.level) - 1]
    return tuple(one for one in below(place.key, under) if item.is_for(one))


def add_up(item: Item, place: Place, said: Mapping[str, Figures]) -> Sum:
    """The sum of a line over the places below, by their keys."""
    asked = [one.key for one in below_of(item, place)]
    told = tuple(key for key in asked if key in said)
    missing = tuple(key for key in asked if key not in said)
    figures = _figures(item, place, [said[key] for key in told]) if told else None
    return Sum(figures, told, missing)


def _figures(item: Item, place: Place, said: list[Figures]) -> Figures:
    each = item.indicator.each
    if each and has_share(item.indicator, place.level):
        return Figures(_reached(item.indicator, place, said), Decimal(len(_all_of(item, place))))
    numerator = sum((one.numerator for one in said), Decimal(0))
    if not item.denominator:
        return Figures(numerator)
    return Figures(numerator, sum((one.denominator or Decimal(0) for one in said), Decimal(0)))


def _reached(indicator: Indicator, place: Place, said: Iterable[Figures]) -> Decimal:
    """How many places have what each should have: counted one level up, added above it."""
    assert indicator.each
    under = ORDER[ORDER.index(place.level) - 1]
    if under is indicator.each.level:
        return Decimal(sum(one.numerator >= indicator.each.at_least for one in said))
    return sum((one.numerator for one in said), Decimal(0))


def _all_of(item: Item, place: Place) -> tuple[Place, ...]:
    assert item.indicator.each
    found = below(place.key, item.indicator.each.level)
    return tuple(one for one in found if item.is_for(one))


def is_whole(item: Item, level: Level, missing: int) -> bool:
    """Whether a sum may stand as the value of its place.

    Of a share of places that have something, one that said nothing has not (indicators); else a part of the
    city would be told as the city.
    """
    return missing == 0 or has_share(item.indicator, level)
