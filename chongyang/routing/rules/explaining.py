"""Why this carer: what she brings, what the visit costs with her, and what it would cost with others.

Everything else of the plan stays as it is while another carer is tried; what she would cost is therefore an
upper bound of what a whole new plan with her would.
"""

from dataclasses import dataclass

import numpy as np

from chongyang.routing.rules import packing, seating
from chongyang.routing.rules.day import Answer, Assignment, Day, Visit
from chongyang.routing.rules.eligible import permitted, personal_cost, skilled
from chongyang.routing.rules.kernel import inserting, timing
from chongyang.routing.rules.kernel.shapes import INFINITE, Arrays, Scratch, State, scratch

MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another carer who could come, and how much more that would cost, in minutes of travel."""

    carer: str
    more: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """One part of a visit: why this carer."""

    visit: str
    part: int
    carer: str
    needs: tuple[str, ...]
    """What the part needs and she has."""
    pinned: bool
    known: float | None
    """Her share of the recent visits; None if the elder knows nobody yet."""
    added_travel: float
    """Minutes of travel that the visit adds to the day; of a double, half of them."""
    cost: float
    alternatives: tuple[Alternative, ...]
    unskilled: int
    forbidden: int
    busy: int
    """Carers who could not: without the skills, forbidden or not pinned, without room in their day."""


def explain(day: Day, answer: Answer, visit_key: str) -> tuple[Explanation, ...]:
    """Why each carer of a visit was chosen; nothing for a visit that is left out."""
    parts = answer.by_visit.get(visit_key, ())
    if not parts or visit_key not in day.visit_by_key:
        return ()
    packed = packing.pack(day)
    plan = seating.seated(packed, answer)
    paper = scratch(packed.arrays, len(day.carers), 1)
    number = next(i for i, visit in enumerate(day.visits) if visit.key == visit_key)
    first = int(packed.arrays.first[number])
    if plan.carer[first] < 0:
        return ()
    before = float(plan.used.sum())
    timing.unlink(packed.arrays, plan, number)
    timing.retime(packed.arrays, plan, paper, -INFINITE)
    added = before - float(plan.used.sum()) - sum(part.minutes for part in day.visits[number].parts)
    return tuple(_explained(packed, plan, paper, number, parts, one, added / len(parts)) for one in parts)


def _explained(
    packed: packing.Packed,
    plan: State,
    paper: Scratch,
    number: int,
    parts: tuple[Assignment, ...],
    one: Assignment,
    added: float,
) -> Explanation:
    day, visit = packed.day, packed.day.visits[number]
    prices = {
        carer.key: _price(packed, plan, paper, number, _with(parts, one.part, carer.key))
        for carer in day.carers
    }
    able = [carer for carer in day.carers if skilled(visit, one.part, carer)]
    may = [carer for carer in able if permitted(visit, one.part, carer)]
    partners = {other.carer for other in parts} - {one.carer}
    own = prices[one.carer]
    others = [Alternative(key, round(price - own, 2)) for key, price in prices.items() if price < INFINITE]
    others = sorted((other for other in others if other.carer != one.carer), key=lambda a: (a.more, a.carer))
    return Explanation(
        visit=visit.key,
        part=one.part,
        carer=one.carer,
        needs=tuple(sorted(visit.parts[one.part].needs)),
        pinned=one.part < len(visit.pinned) and visit.pinned[one.part] == one.carer,
        known=visit.known.get(one.carer, 0.0) if visit.known else None,
        added_travel=round(added, 2),
        cost=round(own - _partner_cost(day, visit, partners), 2),
        alternatives=tuple(others[:MOST_ALTERNATIVES]),
        unskilled=len(day.carers) - len(able),
        forbidden=len(able) - len(may),
        busy=sum(prices[carer.key] >= INFINITE and carer.key not in partners for carer in may),
    )


def _partner_cost(day: Day, visit: Visit, partners: set[str]) -> float:
    return sum(personal_cost(day.weights, visit, key) for key in partners)


def _with(parts: tuple[Assignment, ...], part: int, carer: str) -> tuple[str, ...]:
    """The visit's carers with another one in one part."""
    return tuple(carer if one.part == part else one.carer for one in parts)


def _price(
    packed: packing.Packed, plan: State, paper: Scratch, number: int, carers: tuple[str, ...]
) -> float:
    """What the visit costs with just these carers; infinite if a hard rule forbids it."""
    arrays = packed.arrays
    keys = {carer.key: k for k, carer in enumerate(packed.day.carers)}
    chosen = [keys[carer] for carer in carers]
    first = int(arrays.first[number])
    if len(set(chosen)) < len(chosen):
        return INFINITE
    if any(arrays.cost[first + i, carer] >= INFINITE for i, carer in enumerate(chosen)):
        return INFINITE
    only = _only(arrays, first, chosen)
    if len(chosen) == 1:
        return float(inserting.best_for_one(only, plan, paper, first, INFINITE, 0.0))
    return float(inserting.best_for_two(only, plan, paper, number, INFINITE, 0.0))


def _only(arrays: Arrays, first: int, chosen: list[int]) -> Arrays:
    """The day with these carers alone for the visit's parts."""
    bounds = arrays.bounds.copy()
    for i in range(len(chosen) + 1):
        bounds[first + i] = i
    return arrays._replace(allowed=np.array(chosen, np.int32), bounds=bounds)
