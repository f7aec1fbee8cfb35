"""Who answers for an organisation of the plans on a day: itself, or who took over from it.

The plan of 2018 names departments that the reform of 2019 renamed, joined and divided. Each went to the first
of its successors (`territory/data/organisations.yaml`), whose duties stand under a key of their own.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache

from chongyang.policy.rules.units import Unit, load_units


def answering(key: str, day: date) -> str:
    """Who answers for an organisation on a day. Raises KeyError for one that no plan may name."""
    unit = load_units()[key]
    while _ended(unit) and unit.valid_to <= day.isoformat():
        unit = load_units()[unit.successors[0]]
    return unit.key


def heirs(key: str) -> tuple[str, ...]:
    """Who took over from it, one after the other; nobody where it stands, or where no plan names it."""
    return tuple(_heirs(key))


@cache
def forebears(key: str, day: date) -> tuple[str, ...]:
    """For whom it answers on a day beside itself, in the order of their keys."""
    return tuple(sorted(one for one in load_units() if one != key and answering(one, day) == key))


def _heirs(key: str) -> Iterator[str]:
    unit = load_units().get(key)
    while unit and _ended(unit):
        unit = load_units()[unit.successors[0]]
        yield unit.key


def _ended(unit: Unit) -> bool:
    return bool(unit.valid_to and unit.successors)
