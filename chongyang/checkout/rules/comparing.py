"""A vendor's statement beside our rows: every number once on each side, with one amount."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chongyang.checkout.enums import DifferenceKind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: our own number, the vendor's, fen. A refund carries the refund's number."""

    number: str
    vendor_number: str
    amount_fen: int
    is_refund: bool = False


@dataclass(frozen=True, slots=True)
class Unlike:
    """What the two sides disagree about; a side that has nothing says None."""

    number: str
    kind: DifferenceKind
    is_refund: bool
    here_fen: int | None
    there_fen: int | None


Key = tuple[str, bool]


def compare(lines: Iterable[Line], held: Mapping[Key, int]) -> list[Unlike]:
    """The differences in the order of their numbers. `held` are our rows: (number, is a refund) → fen."""
    told = {(line.number, line.is_refund): line.amount_fen for line in lines}
    found = (_unlike(key, held.get(key), told.get(key)) for key in sorted({*told, *held}))
    return [one for one in found if one]


def _unlike(key: Key, here: int | None, there: int | None) -> Unlike | None:
    if here == there:
        return None
    kind = DifferenceKind.AMOUNT
    if here is None:
        kind = DifferenceKind.NOT_HERE
    elif there is None:
        kind = DifferenceKind.NOT_THERE
    return Unlike(key[0], kind, key[1], here, there)
