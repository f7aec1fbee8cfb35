"""What is counted by street now and then and kept: each room says in `apps.ready` how it counts.

A number that takes longer than a page may wait (1.3 million elders: two seconds) is kept in `KeptCount`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from chongyang.core.scopes import Scope

Counted = Iterable[tuple[str, int, int]]
"""(kind, the street's first area value, how many)"""
Counter = Callable[[Scope, datetime], Counted]

STREET = 1000
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
