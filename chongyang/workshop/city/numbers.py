"""Numbers in columns: identity numbers that never repeat, telephone numbers, keys of rows, nonces.

All valid in form and invented. Mobile numbers lie in 154, a segment that as far as known no operator gives
out, fixed lines in 0371-4: a demo city wired to a real exchange by mistake should ring at nobody's home.
"""

from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from chongyang.workshop.city.seeds import REFERENCE_DAY, Bools, Ints, Words

IDENTITY_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
IDENTITY_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
SEQUENCES = 500
MOBILE_SEGMENT = "154"
FIXED_SEGMENT = "0371-4"
# Multiplying by it shuffles 0 … 10^n-1 without repeating (it shares no factor with ten).
SHUFFLE = 7_368_787
LANE = 1 << 22
HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
DASHES = (8, 13, 18, 23)

Bytes = NDArray[np.uint8]


def _digits(values: Ints, width: int) -> Bytes:
    """Decimal digits, one a column, the highest first."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // powers % 10).astype(np.uint8)


def _texts(chars: Bytes) -> Words:
    """Rows of ASCII codes as Python strings."""
    width = chars.shape[1]
    joined = np.ascontiguousarray(chars).tobytes().decode("ascii")
    return np.array([joined[at : at + width] for at in range(0, len(joined), width)], dtype=object)


def identity_numbers(regions: Ints, birthdays: Ints, sequences: Ints) -> Words:
    """18 characters from a region of 6 digits, a birthday as 19490101 and a sequence of 3 digits."""
    first17 = np.hstack([_digits(regions, 6), _digits(birthdays, 8), _digits(sequences, 3)])
    check = IDENTITY_CHECKS[first17.astype(np.int64) @ IDENTITY_WEIGHTS % 11]
    return _texts(np.hstack([first17 + ord("0"), check[:, None]]))


def sequences_for(
    regions: Ints, birthdays: Ints, male: Bools, chunk: int, chunks: int, spare: Ints
) -> tuple[Ints, Ints]:
    """Sequence numbers that make every identity of the city different, and the regions they hold for.

    Each chunk owns an equal part of the 500 numbers of a sex, region and day. When a day is too full for its
    part, the surplus was born in a `spare` region.
    """
    width = SEQUENCES // chunks
    regions = regions.copy()
    for region in [*spare, None]:
        groups = (regions * 100_000_000 + birthdays) * 2 + male
        ranks = ranks_within(groups)
        full = ranks >= width
        if not full.any():
            return _spread(groups, chunk * width + ranks) * 2 + male, regions
        regions[full] = region if region is not None else -1
    raise ValueError("more people on one birthday than identity numbers")


def _spread(groups: Ints, slots: Ints) -> Ints:
    """Slots 0 … 499 in an order of each group's own, so that numbers do not begin with 001 everywhere."""
    return np.asarray((slots * 173 + groups % 499 * 31) % SEQUENCES)


def ranks_within(groups: Ints) -> Ints:
    """0, 1, 2 … inside each group, in the order of the rows."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = (
        np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(groups) else np.zeros(0, np.int64)
    )
    lengths = np.diff(np.r_[starts, len(groups)])
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, lengths)
    return ranks


def mobiles(slots: Ints, seed: int) -> Words:
    """A different mobile number for each slot 0 … 99,999,999."""
    return _numbered(MOBILE_SEGMENT, slots, 8, seed)


def fixed_lines(slots: Ints, seed: int) -> Words:
    """A different line for each slot 0 … 9,999,999."""
    return _numbered(FIXED_SEGMENT, slots, 7, seed)


def _numbered(prefix: str, slots: Ints, width: int, seed: int) -> Words:
    shuffled = (slots * SHUFFLE + seed * 7_919) % 10**width
    head = np.tile(np.frombuffer(prefix.encode(), dtype=np.uint8), (len(slots), 1))
    return _texts(np.hstack([head, _digits(shuffled, width) + ord("0")]))


def row_keys(rng: np.random.Generator, first: int, count: int, *, lane: int = 0) -> Words:
    """UUIDv7 texts in rising order: row `first` of a table is stamped at the reference day, the next later.

    `lane` keeps tables apart in time, so that their keys are in order too.
    """
    start = datetime.combine(REFERENCE_DAY, datetime.min.time(), timezone(timedelta(hours=8)))
    stamp = int(start.timestamp() * 1000) + lane * LANE + first + np.arange(count, dtype=np.int64)
    key = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    for place in range(6):
        key[:, place] = stamp >> (8 * (5 - place)) & 0xFF
    key[:, 6] = key[:, 6] & 0x0F | 0x70
    key[:, 8] = key[:, 8] & 0x3F | 0x80
    return _texts(_dashed(key))


def _dashed(key: Bytes) -> Bytes:
    chars = np.full((len(key), 36), ord("-"), dtype=np.uint8)
    places = [place for place in range(36) if place not in DASHES]
    chars[:, places[0::2]] = HEX[key >> 4]
    chars[:, places[1::2]] = HEX[key & 0x0F]
    return chars


def nonces(rng: np.random.Generator, count: int) -> list[bytes]:
    """Twelve bytes for each sealed field. Only a demo city may take them from a seed."""
    block = rng.bytes(12 * count)
    return [block[at : at + 12] for at in range(0, len(block), 12)]
