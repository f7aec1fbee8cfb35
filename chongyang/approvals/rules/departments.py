"""Who answers for an item on a day: the department that the plan names, or who took over from it.

Successors and single duties that moved are data of `territory`; the reform of 2018-19 is in them.
"""

from datetime import date
from functools import cache

from chongyang.territory.rules import organisations


@cache
def _by_key() -> dict[str, organisations.Organisation]:
    return {one.key: one for one in organisations.load_organisations()}


@cache
def department_on(key: str, day: date, duty: str = "") -> str:
    """The key of the department in whose hands it is on a day; a duty may have moved by itself."""
    for moved in organisations.load_transfers():
        if duty and moved.duty == duty and moved.giver == key and day >= moved.moved_on:
            return department_on(moved.taker, day)
    held = _by_key()[key]
    if held.is_valid_on(day) or not held.successors:
        return key
    return department_on(held.successors[0].key, day)


@cache
def answers_for(key: str) -> frozenset[str]:
    """The keys whose open items an organisation decides: its own, and of those whom it followed."""
    found = {key}
    while more := {
        one.key
        for one in _by_key().values()
        if one.key not in found and any(after.key in found for after in one.successors)
    }:
        found |= more
    return frozenset(found)


def name_of(key: str) -> str:
    """How the department is called in short; the key where it is not in the reference."""
    held = _by_key().get(key)
    return held.short if held else key
