"""Where chance comes from: one stream of random numbers for each purpose and chunk, all from one seed."""

from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

# What a column holds; numpy's own width arithmetic says little to a reader and much to a type checker.
Floats = NDArray[Any]
Ints = NDArray[Any]
Bools = NDArray[Any]
Words = NDArray[Any]

# Elders drawn at once: small enough for two processes in 2 GiB, large enough for numpy.
CHUNK = 32_768
# Ages are counted on this day, never on today's: the same seed must give the same bytes next year.
REFERENCE_DAY = date(2026, 1, 1)


def stream(seed: int, *words: str | int) -> np.random.Generator:
    """The random numbers for one purpose; another purpose or chunk never shifts them."""
    return np.random.Generator(np.random.PCG64([seed, *(crc32(str(word).encode()) for word in words)]))


def pick(rng: np.random.Generator, size: int, weights: Floats | list[float]) -> Ints:
    """`size` indexes drawn by weight."""
    edges = np.cumsum(weights)
    return np.asarray(np.searchsorted(edges, rng.random(size) * edges[-1], side="right"))


def pick_evenly(rng: np.random.Generator, size: int, weights: Floats) -> Ints:
    """`size` indexes in random order whose counts keep the weights' shares (systematic draw)."""
    edges = np.cumsum(weights)
    marks = (np.arange(size) + rng.random()) / max(size, 1)
    return rng.permutation(np.searchsorted(edges / edges[-1], marks, side="right")).astype(np.int64)


def pick_by_row(rng: np.random.Generator, weights: Floats) -> Ints:
    """One index a row, drawn by the weights of that row."""
    edges = np.cumsum(weights, axis=1)
    marks = rng.random(len(weights))[:, None] * edges[:, -1:]
    return np.asarray(np.sum(marks >= edges[:, :-1], axis=1, dtype=np.int64))
