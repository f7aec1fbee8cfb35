"""A plan of linked routes told as an answer: starts, travel, waits, pauses, and why something is left out."""

from collections.abc import Iterator

from chongyang.routing.rules.day import Answer, Assignment
from chongyang.routing.rules.kernel import timing
from chongyang.routing.rules.kernel.shapes import LATE, PEAK, State
from chongyang.routing.rules.packing import Packed
from chongyang.routing.rules.unserved import unserved


def told(packed: Packed, plan: State, rounds: int) -> Answer:
    """The answer of a plan whose times are exact."""
    assignments: list[Assignment] = []
    pauses: dict[str, float] = {}
    travel = 0.0
    for k, carer in enumerate(packed.day.carers):
        way_home = 0.0
        for node, way, wait in steps(packed, plan, k):
            start = float(plan.start[node])
            way_home = float(packed.day.travel[plan.at[node], carer.end])
            if node >= len(packed.parts):
                pauses[carer.key] = start
                continue
            number, part = packed.parts[node]
            travel += way
            assignments.append(Assignment(packed.day.visits[number].key, part, carer.key, start, way, wait))
        served = bool(assignments) and assignments[-1].carer == carer.key
        travel += way_home if served else 0.0
        if not served:
            pauses.pop(carer.key, None)
    return Answer(
        assignments=tuple(assignments),
        pauses=pauses,
        unserved=unserved(packed, plan),
        travel=travel,
        tardiness=float(plan.sums[LATE]),
        greatest_tardiness=float(plan.sums[PEAK]),
        cost=float(timing.value(packed.arrays, plan)),
        rounds=rounds,
    )


def steps(packed: Packed, plan: State, carer: int) -> Iterator[tuple[int, float, float]]:
    """Of one carer: each node, the travel to it from the visit before, and the wait there."""
    arrays = packed.arrays
    parts = len(arrays.visit)
    before, node = parts + carer, int(plan.after[parts + carer])
    while node < parts:
        way = float(timing.leg(arrays, plan.at[before], node))
        came = float(timing.leaving(arrays, before, plan.start[before])) + way
        yield node, way, max(0.0, float(plan.start[node]) - came)
        before, node = node, int(plan.after[node])
