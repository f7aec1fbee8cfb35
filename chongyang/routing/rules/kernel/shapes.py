"""What the loops work on: a day as arrays, a plan as linked routes, and scratch paper.

A *part* is one carer's share of a visit; a visit of two carers has two. Nodes are the parts, then one start
and one end for each carer. Breaks are visits of their own carer that happen wherever she is.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
INFINITE = 1e15
BASE, LATE, PEAK, ABSENT = 0, 1, 2, 3
"""Places in `State.sums`: travel and preferences, all and greatest tardiness, penalties of absent visits."""


class Arrays(NamedTuple):
    """The day, never written to."""

    place: Ints  # of every node; -1 for a break: wherever the carer is
    duration: Floats  # of every node
    early: Floats  # of every node: no start before
    due: Floats  # of every node: tardiness counts from here
    late: Floats  # of every node: hard, no start after
    hold: Floats  # of every node: no leaving before
    first: Ints  # of every visit: its first part
    second: Ints  # of every visit: its second part or -1
    visit: Ints  # of every part
    mate: Ints  # of every part: the other part of its visit or -1
    least: Floats  # of every visit: the second part starts at least so much after the first
    most: Floats  # of every visit: and at most so much
    cost: Floats  # of part and carer: what it costs beside travel
    allowed: Ints  # carers of part p are allowed[bounds[p]:bounds[p + 1]]
    bounds: Ints
    travel: Floats  # from place to place
    back: Floats  # to place from place: the same lying, so that ways to a visit stand side by side
    work: Floats  # of every carer: at most so much care and travel
    penalty: Floats  # of every visit left out
    near: Ints  # of every visit: others by distance
    akin: Ints  # of every visit: others by distance and hour
    weights: Floats  # travel, tardiness, greatest tardiness
    strict: bool  # whether any start has a hard limit


class State(NamedTuple):
    """A plan: who follows whom, and when."""

    after: Ints  # of every node
    before: Ints  # of every node
    carer: Ints  # of every node; -1 for a part left out
    start: Floats  # of every node
    latest: Floats  # of every node: no plan with more in it can begin it later
    at: Ints  # of every node: the place where it happens
    way: Floats  # of every node: minutes from there to the next place
    used: Floats  # of every carer: care and travel so far
    length: Ints  # of every carer: parts in the route, breaks too
    floor: Ints  # of every carer: the node after which parts may be put
    sums: Floats


class Scratch(NamedTuple):
    """Paper that a run writes on and nobody reads afterwards."""

    new: Floats  # a node's start in the trial
    mark: Ints  # whether that holds in this trial
    stack: Ints
    wanted: Floats
    touched: Ints
    number: NDArray[np.int64]  # 0 the trial's, 1 count of touched
    random: NDArray[np.uint64]  # state of the random numbers
    result: Floats  # late and peak that the trial would have
    guard: Ints  # nodes that must not be raised: they come before what is put in
    shifted: Ints  # breaks that would happen elsewhere, and where: node, place, node, place
    choice: Ints  # carer and node before, twice
    lists: Ints  # cheapest places of each part of a double: carer and node before
    prices: Floats
    absent: Ints
    key: Floats
    ruined: Ints  # of every carer: whether this round has cut her route


def copied(state: State) -> State:
    """A plan that may be changed without changing this one."""
    copies: list[Any] = [array.copy() for array in state]
    return State(*copies)


def scratch(arrays: Arrays, carers: int, seed: int) -> Scratch:
    """Clean paper with the seed's random numbers."""
    nodes, parts, visits = len(arrays.place), len(arrays.visit), len(arrays.first)
    return Scratch(
        new=np.zeros(nodes),
        mark=np.zeros(nodes, np.int32),
        stack=np.zeros(16 * nodes + 64, np.int32),
        wanted=np.zeros(16 * nodes + 64),
        touched=np.zeros(nodes, np.int32),
        number=np.zeros(2, np.int64),
        random=np.array([_mixed(seed), _mixed(seed + 1_000_003)], np.uint64),
        result=np.zeros(2),
        guard=np.full(2, -1, np.int32),
        shifted=np.full(4, -1, np.int32),
        choice=np.full(4, -1, np.int32),
        lists=np.zeros((2, LISTED, 2), np.int32),
        prices=np.zeros((2, LISTED)),
        absent=np.zeros(max(1, visits), np.int32),
        key=np.zeros(max(1, visits + parts)),
        ruined=np.zeros(max(1, carers), np.int32),
    )


LISTED = 48
"""Cheapest places of each part that are paired when a visit of two carers is put in."""


def _mixed(seed: int) -> int:
    """Splitmix64's finaliser (Steele, Lea & Flood 2014), so that seeds 1 and 2 have nothing in common."""
    mask = (1 << 64) - 1
    mixed = (seed + 0x9E3779B97F4A7C15) & mask
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return (mixed ^ (mixed >> 31)) or 1
