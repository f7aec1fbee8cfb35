"""From counts to values: numerator and denominator of every place, and the number that people read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator, Term
from chongyang.indicators.rules.places import Place, Tree, tree_on

Numbers = Mapping[str, Decimal]
"""A number by the key of its place; a place that is missing is not known."""
KEPT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Computed:
    """One place's numbers. `value` is None where the denominator is nothing or not known."""

    place: Place
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal | None


def compute(
    indicator: Indicator, numbers: Mapping[Term, Numbers], day: date | None = None
) -> Iterator[Computed]:
    """The indicator of every place of its levels, in the tree of a day, whose numerator is known."""
    tree = tree_on(day)
    for place in tree.places.values():
        if place.level not in indicator.levels or not is_of(indicator, place):
            continue
        parts = _parts(indicator, numbers, place, tree)
        if parts:
            numerator, denominator = parts
            value = value_of(indicator, place.level, numerator, denominator)
            yield Computed(place, kept(numerator), denominator and kept(denominator), value)


def kept(number: Decimal) -> Decimal:
    """As the database keeps it, so that counting again finds what was written."""
    return number.quantize(KEPT)


def is_of(indicator: Indicator, place: Place) -> bool:
    """Whether the indicator is of this place: some are of some units alone, and of the city with them."""
    return not indicator.within or place.level is Level.CITY or (place.unit or place.key) in indicator.within


def value_of(
    indicator: Indicator, level: Level, numerator: Decimal, denominator: Decimal | None
) -> Decimal | None:
    """The number that people read, rounded half up; None without a denominator that it needs."""
    is_share = has_share(indicator, level)
    if not is_share and indicator.denominator is None:
        return _rounded(numerator, indicator.decimals)
    if not denominator:
        return None
    return _rounded(
        numerator * (100 if is_share else indicator.times) / denominator,
        1 if is_share else indicator.decimals,
    )


def has_share(indicator: Indicator, level: Level) -> bool:
    """Whether at this level the share of the places below is told that have what each should have."""
    return indicator.each is not None and level is not indicator.each.level


def measured_in(indicator: Indicator, level: Level) -> tuple[str, int]:
    """The unit and decimals of the number at a level."""
    return ("%", 1) if has_share(indicator, level) else (indicator.unit, indicator.decimals)


def _parts(
    indicator: Indicator, numbers: Mapping[Term, Numbers], place: Place, tree: Tree
) -> tuple[Decimal, Decimal | None] | None:
    counted = numbers.get(indicator.numerator, {})
    if indicator.each and has_share(indicator, place.level):
        return _reached(indicator, counted, place, tree)
    if place.key not in counted:
        return None
    if indicator.denominator is None:
        return counted[place.key], None
    return counted[place.key], numbers.get(indicator.denominator, {}).get(place.key)


def _reached(
    indicator: Indicator, counted: Numbers, place: Place, tree: Tree
) -> tuple[Decimal, Decimal] | None:
    """How many of the places below have what each should have; one that said nothing has not."""
    assert indicator.each
    places = tree.below(place.key, indicator.each.level)
    known = [counted[one.key] for one in places if one.key in counted]
    if not known:
        return None
    return Decimal(sum(number >= indicator.each.at_least for number in known)), Decimal(len(places))


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
