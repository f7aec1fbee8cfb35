"""Small numbers of people in a table for readers who may know no person.

A number under five is covered, nobody like four, else the total would tell who is left. If only one is
covered, the total would tell it, so the next smallest goes too. Where nobody was counted at all, the total
says so anyway. The sum of the whole city is no cell: it is shown.
"""

from collections.abc import Hashable, Mapping
from enum import Enum
from typing import TypeVar

LEAST = 5
Key = TypeVar("Key", bound=Hashable)


class Cover(Enum):
    """Why a number is not shown."""

    SMALL = "small"
    TELLS_ANOTHER = "tells_another"


def covered(counts: Mapping[Key, int]) -> dict[Key, Cover]:
    """Which of the numbers of one table, whose sum is shown, must not be shown."""
    if not any(counts.values()):
        return {}
    small = {key: Cover.SMALL for key, number in counts.items() if number < LEAST}
    others = [key for key, number in counts.items() if number >= LEAST]
    if len(small) == 1 and others:
        small[min(others, key=lambda key: counts[key])] = Cover.TELLS_ANOTHER
    return small
