"""Random numbers of a run's own, so that the same seed gives the same plan in any thread."""

import math

import numpy as np

from chongyang.routing.rules.kernel.compiled import compiled
from chongyang.routing.rules.kernel.shapes import Scratch


@compiled
def uniform(paper: Scratch) -> float:
    """In [0, 1): xorshift128+ (Vigna 2017)."""
    one, other = paper.random[0], paper.random[1]
    paper.random[0] = other
    one ^= one << np.uint64(23)
    paper.random[1] = one ^ other ^ (one >> np.uint64(17)) ^ (other >> np.uint64(26))
    total = paper.random[1] + other
    return float(total >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(paper: Scratch, count: int) -> int:
    """A whole number in [0, count)."""
    return int(uniform(paper) * count)


@compiled
def heat(paper: Scratch, temperature: float) -> float:
    """How much worse may be taken at this temperature."""
    return -temperature * math.log(1.0 - uniform(paper))
