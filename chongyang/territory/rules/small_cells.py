"""Small numbers of people in a table for readers who may know no person.

A number under five is covered. If it is the only one, the total would tell it, so the next smallest goes too.
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
    """Which of the numbers of one table, whose sum is shown, must not be shown. Nobody is no secret."""
    small = {key: Cover.SMALL for key, number in counts.items() if 0 < number < LEAST}
    others = [key for key, number in counts.items() if number >= LEAST]
    if len(small) == 1 and others:
        small[min(others, key=lambda key: counts[key])] = Cover.TELLS_ANOTHER
    return small
