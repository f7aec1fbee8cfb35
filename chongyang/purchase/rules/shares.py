"""Money by shares, to the fen: what the quota pays, and which payer pays how much of it. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

WHOLE = 100
COUNTY, STREET, COMMUNITY = 10**6, 10**3, 1
CITY = 10**8
WIDTHS = {"city": CITY, "county": COUNTY, "street": STREET, "community": COMMUNITY}
"""How many codes lie under a payer's area, by its level."""


@dataclass(frozen=True, slots=True)
class PartTold:
    """What one payer pays of an order. `area` is the first code of the payer's area."""

    level: str
    area: int
    amount_fen: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def split(amount_fen: int, percents: Mapping[str, int], remainder: str) -> dict[str, int]:
    """An amount by whole percents, each rounded down to the fen; what is left over is `remainder`'s.

    The percents come to 100, so the parts come to the amount.
    """
    parts = {level: amount_fen * percent // WHOLE for level, percent in percents.items()}
    parts[remainder] += amount_fen - sum(parts.values())
    return parts


def parts_of(amount_fen: int, percents: Mapping[str, int], remainder: str, area: int) -> tuple[PartTold, ...]:
    """The same with the payers' areas, for a person who lives in `area`; payers of nothing are left out."""
    told = split(amount_fen, percents, remainder)
    return tuple(PartTold(level, area - area % WIDTHS[level], fen) for level, fen in told.items() if fen)


def join(*several: tuple[PartTold, ...]) -> tuple[PartTold, ...]:
    """Parts of several accounts as one of each payer, in the order in which they first stand."""
    sums: dict[tuple[str, int], int] = {}
    for part in (one for parts in several for one in parts):
        sums[part.level, part.area] = sums.get((part.level, part.area), 0) + part.amount_fen
    return tuple(PartTold(level, area, fen) for (level, area), fen in sums.items())


def percent_of(amount_fen: int, percent: int) -> int:
    """What a quota pays of an amount, rounded down to the fen: the rest is the elder's own."""
    return amount_fen * percent // WHOLE


def shared(amount: int, share: Fraction) -> int:
    """A part of a whole number, rounded down."""
    return amount * share.numerator // share.denominator
