"""A given answer as linked routes: what still holds is seated, the rest is left to the search."""

import numpy as np

from chongyang.routing.rules.day import Answer
from chongyang.routing.rules.kernel import timing
from chongyang.routing.rules.kernel.shapes import INFINITE, Arrays, State, scratch
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
    """The given routes in order of time; what breaks a hard rule in them is left out, visit by visit."""
    plan = empty_plan(packed)
    arrays = packed.arrays
    paper = scratch(arrays, len(packed.day.carers), 1)
    for carer, parts in _routes(packed, given).items():
        _link(plan, len(arrays.visit) + carer, parts)
    while not timing.retime(arrays, plan, paper, -INFINITE):
        timing.unlink(arrays, plan, _a_double(packed, plan))
    while (offender := _offender(arrays, plan)) >= 0:
        timing.unlink(arrays, plan, offender)
        timing.retime(arrays, plan, paper, -INFINITE)
    return plan


def _routes(packed: Packed, given: Answer) -> dict[int, list[int]]:
    """By carer her parts in order of time; visits that the day does not know, or not so, are missing."""
    carers = {carer.key: k for k, carer in enumerate(packed.day.carers)}
    visits = {visit.key: number for number, visit in enumerate(packed.day.visits)}
    found: dict[int, list[tuple[float, int]]] = {}
    for key, parts in given.by_visit.items():
        number = visits.get(key, -1)
        chosen = [carers.get(one.carer, -1) for one in parts]
        if number >= 0 and _possible(packed, number, chosen):
            for one, carer in zip(parts, chosen, strict=True):
                found.setdefault(carer, []).append((one.start, int(packed.arrays.first[number]) + one.part))
    for place, k in enumerate(packed.paused, start=len(packed.parts)):
        pause = packed.day.carers[k].pause
        start = given.pauses.get(packed.day.carers[k].key, pause.window[0] if pause else 0.0)
        found.setdefault(k, []).append((start, place))
    return {carer: [part for _, part in sorted(route)] for carer, route in found.items()}


def _possible(packed: Packed, number: int, chosen: list[int]) -> bool:
    """Whether these carers may do just these parts."""
    first = int(packed.arrays.first[number])
    if len(chosen) != len(packed.day.visits[number].parts) or min(chosen) < 0:
        return False
    fits = all(packed.arrays.cost[first + i, carer] < INFINITE for i, carer in enumerate(chosen))
    return fits and len(set(chosen)) == len(chosen)


def _link(plan: State, start: int, parts: list[int]) -> None:
    carer, before, end = plan.carer[start], start, plan.after[start]
    for part in parts:
        plan.after[before], plan.before[part], plan.carer[part] = part, before, carer
        before = part
    plan.after[before], plan.before[end] = end, before
    plan.length[carer] = len(parts)


def _a_double(packed: Packed, plan: State) -> int:
    """A seated double: one that waits in a circle with others."""
    doubles = np.flatnonzero(packed.arrays.second >= 0)
    seated_ones = doubles[plan.carer[packed.arrays.first[doubles]] >= 0]
    return int(seated_ones[-1])


def _offender(arrays: Arrays, plan: State) -> int:
    """A visit that begins too late, or the last one of a carer who comes home too late or works too much."""
    parts, carers = len(arrays.visit), len(plan.length)
    here = plan.carer[:parts] >= 0
    late = np.flatnonzero(here & (plan.start[:parts] > arrays.late[:parts] + timing.EPSILON))
    if len(late):
        return int(arrays.visit[late[0]])
    ends = np.arange(parts + carers, parts + 2 * carers)
    over = (plan.start[ends] > arrays.late[ends] + timing.EPSILON) | (
        plan.used > arrays.work + timing.EPSILON
    )
    for end in ends[over]:
        last = int(plan.before[end])
        if last < parts:
            return int(arrays.visit[last])
    return -1
