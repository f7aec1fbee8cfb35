"""Small numbers of people, for readers who may know no person: covered in a table, not told of one place."""

from collections.abc import Mapping
from decimal import Decimal

from chongyang.core.measuring import get_measure
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator
from chongyang.territory.rules.small_cells import covered


def counts_people(indicator: Indicator) -> bool:
    """Whether its numerator counts people or their homes."""
    measure = get_measure(indicator.numerator.measure)
    return bool(measure and measure.is_of_persons)


def is_only_in_tables(indicator: Indicator, level: Level) -> bool:
    """Whether a place's own number could give away a covered one beside it: below the city, of people. Its
    course would do so for every period.
    """
    return level is not Level.CITY and counts_people(indicator)


def hidden_of(indicator: Indicator, numerators: Mapping[str, Decimal]) -> frozenset[str]:
    """The keys of the places of one table whose number must not be shown."""
    if not counts_people(indicator):
        return frozenset()
    return frozenset(covered({key: int(number) for key, number in numerators.items()}))
