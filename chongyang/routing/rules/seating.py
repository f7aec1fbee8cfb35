"""A given answer as linked routes: what still holds is seated, the rest is left to the search."""

import numpy as np

from chongyang.routing.rules.day import Answer
from chongyang.routing.rules.kernel import inserting, timing
from chongyang.routing.rules.kernel.shapes import Arrays, Scratch, State, scratch
from chongyang.routing.rules.packing import Packed, empty_plan

NEAREST = 8


def mean_leg(arrays: Arrays) -> float:
    """Mean minutes between a visit and its nearest neighbours: the unit of temperature."""
    parts = arrays.first[: len(arrays.near)]
    homes = arrays.place[parts]
    near = arrays.near[:, 1 : 1 + NEAREST]
    if near.size == 0:
        return 1.0
    at_home = homes >= 0
    legs = arrays.travel[homes[at_home][:, None], homes[near[at_home]]]
    return max(float(np.mean(legs)), 0.1) if legs.size else 1.0


def seated(packed: Packed, given: Answer) -> State:
    """The given routes behind each other in order of time; what no longer fits a hard rule is left out."""
    plan = empty_plan(packed)
    arrays = packed.arrays
    paper = scratch(arrays, len(packed.day.carers), 1)
    timing.retime(arrays, plan, paper, -1e15)
    numbers = {carer.key: k for k, carer in enumerate(packed.day.carers)}
    order = sorted(_moments(packed, given, numbers))
    last = plan.floor.copy()
    for _, visit, carers in order:
        _seat(packed, plan, paper, visit, carers, last)
    timing.retime(arrays, plan, paper, -1e15)
    return plan


def _moments(
    packed: Packed, given: Answer, numbers: dict[str, int]
) -> list[tuple[float, int, tuple[int, ...]]]:
    """Start, visit and carers of everything given that the day still knows, pauses too."""
    known = {visit.key: number for number, visit in enumerate(packed.day.visits)}
    found = []
    for key, parts in given.by_visit.items():
        carers = tuple(numbers.get(one.carer, -1) for one in parts)
        if key in known and min(carers) >= 0 and len(parts) == len(packed.day.visits[known[key]].parts):
            found.append((max(one.start for one in parts), known[key], carers))
    for place, k in enumerate(packed.paused):
        start = given.pauses.get(packed.day.carers[k].key)
        if start is not None:
            found.append((start, len(packed.day.visits) + place, (k,)))
    return found


def _seat(
    packed: Packed, plan: State, paper: Scratch, visit: int, carers: tuple[int, ...], last: np.ndarray
) -> None:
    arrays = packed.arrays
    parts = [int(arrays.first[visit]), int(arrays.second[visit])][: len(carers)]
    if any(arrays.cost[part, carer] >= 1e14 for part, carer in zip(parts, carers, strict=True)):
        return
    if any(_overworked(arrays, plan, part, carer, last) for part, carer in zip(parts, carers, strict=True)):
        return
    if len(carers) == 1:
        done = inserting.put_one_at(arrays, plan, paper, parts[0], carers[0], last[carers[0]])
    else:
        choice = np.array([carers[0], last[carers[0]], carers[1], last[carers[1]]], np.int32)
        done = inserting.put_two_at(arrays, plan, paper, visit, choice)
    if done:
        for part, carer in zip(parts, carers, strict=True):
            last[carer] = part


def _overworked(arrays: Arrays, plan: State, part: int, carer: int, last: np.ndarray) -> bool:
    added = inserting.detour(arrays, plan, part, last[carer]) + inserting.care(arrays, part)
    return bool(plan.used[carer] + added > arrays.work[carer] + timing.EPSILON)
