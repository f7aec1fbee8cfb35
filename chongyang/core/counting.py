"""What is counted by street now and then and kept: each room says in `apps.ready` how it counts.

A number that takes longer than a page may wait (1.3 million elders: two seconds) is kept in `KeptCount`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from chongyang.core.scopes import Scope


class Counted(NamedTuple):
    """How many of a kind in a street (its first area value); `numbers` where a median is wanted of them."""

    kind: str
    area: int
    value: int
    numbers: tuple[float, ...] = ()


Counter = Callable[[Scope, datetime], Iterable[Counted]]

STREET = 1000
BY_COMMUNITY = "community"
"""The one counter whose kinds are counted by community, with the middle of each as its two numbers."""
_counters: dict[str, Counter] = {}


def counts(room: str, counter: Counter) -> None:
    """Register the counter of a room; its kinds begin with the room's name: `registry.elders`."""
    _counters[room] = counter


def list_counters() -> dict[str, Counter]:
    """All counters by room."""
    return dict(_counters)


def street_of(area: int) -> int:
    """The first area value of the street around an area value."""
    return area // STREET * STREET
