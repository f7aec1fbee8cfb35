"""Drawing paid cases by chance: the same seed over the same payments draws the same. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random
from uuid import UUID

Stratum = tuple[int, str]
Paid = tuple[Stratum, UUID]


def draw(paid: Iterable[Paid], *, each: int, seed: int) -> list[Paid]:
    """Up to `each` of every county and programme, each payment of a stratum with the same chance."""
    held: dict[Stratum, list[UUID]] = defaultdict(list)
    for stratum, key in paid:
        held[stratum].append(key)
    drawn: list[Paid] = []
    for stratum in sorted(held):
        keys = sorted(set(held[stratum]))
        chance = Random(f"{seed}/{stratum[0]}/{stratum[1]}")  # noqa: S311 - to be drawn again, not a secret
        drawn += [(stratum, key) for key in sorted(chance.sample(keys, min(each, len(keys))))]
    return drawn
