"""Days where one carer suffices for each visit, and rounds with a van: planned by PyVRP.

PyVRP (Wouda, Lan & Kool, INFORMS Journal on Computing 36(4), 2024) knows windows, skills by profile, loads
and optional visits, and plans them better than anything that also has to let two carers meet. It knows no two
carers at once and no pause at any place: `suits` says whether it may be asked. Whatever it answers is seated
in our own routes, so that times, reasons and checks are the same as everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from chongyang.routing.rules.day import Answer, Assignment, Carer, Day, UnableToPlan, Visit
from chongyang.routing.rules.eligible import check_day, eligible, personal_cost, usable

if TYPE_CHECKING:
    from chongyang.routing.rules.planner import Budget

TENTHS = 10
"""PyVRP reckons in whole numbers: a tenth of a minute, rounded up, so that its routes are never too fast."""
FAR = 1 << 30
MOST_PROFILES = 24
"""Kinds of carers; each has a matrix of its own."""
UNSET = 1e9


@dataclass(frozen=True, slots=True)
class Loads:
    """What a van holds and what each visit takes out of it: meals, goods."""

    capacity: int
    taken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """Carers who are alike to a route: same ends, same hours, same visits at the same price."""

    sample: Carer
    costs: tuple[float, ...]


def suits(day: Day) -> bool:
    """Whether the day holds only what PyVRP knows."""
    plain = all(len(visit.parts) == 1 and visit.promised is None for visit in day.visits)
    free = all(carer.pause is None and math.isinf(carer.most_work) for carer in day.carers)
    return day.strict and plain and free and len(kinds(day)) <= MOST_PROFILES


def kinds(day: Day) -> dict[Kind, list[Carer]]:
    """Usable carers by what a route can tell of them."""
    found: dict[tuple[Any, ...], tuple[Kind, list[Carer]]] = {}
    for carer in day.carers:
        if usable(day, carer):
            costs = tuple(_price(day, visit, carer) for visit in day.visits)
            like = (carer.start, carer.end, carer.shift, costs)
            found.setdefault(like, (Kind(carer, costs), []))[1].append(carer)
    return dict(found.values())


def _price(day: Day, visit: Visit, carer: Carer) -> float:
    return personal_cost(day.weights, visit, carer.key) if eligible(visit, 0, carer) else math.inf


def plan_single(day: Day, budget: Budget, loads: Loads | None = None) -> Answer:
    """A plan by PyVRP; raises UnableToPlan if the day does not suit it."""
    check_day(day)
    if not suits(day):
        raise UnableToPlan("a day with doubles, pauses or limits of work is for the day planner")
    groups = kinds(day)
    if not day.visits or not groups:
        return _told(day, [], 0)
    result = _solve(day, groups, budget, loads)
    return _told(day, _routes(day, groups, result.best), result.num_iterations)


def _solve(day: Day, groups: dict[Kind, list[Carer]], budget: Budget, loads: Loads | None) -> Any:
    from pyvrp import solve
    from pyvrp.stop import MaxIterations, MaxRuntime

    rounds = budget.rounds
    stop = MaxRuntime(budget.seconds) if rounds is None else MaxIterations(rounds)
    return solve(_problem(day, groups, loads), stop, seed=budget.seed, collect_stats=False, display=False)


def _problem(day: Day, groups: dict[Kind, list[Carer]], loads: Loads | None) -> Any:
    """Locations are the day's places, then one for each visit, so that a profile can price visits."""
    from pyvrp import Depot, Location, ProblemData, VehicleType

    places = len(day.travel)
    at = np.array([*range(places), *(visit.place for visit in day.visits)])
    way = np.ceil(day.travel[np.ix_(at, at)] * TENTHS - 1e-6).astype(np.int64)
    np.fill_diagonal(way, 0)
    ends = sorted({place for kind in groups for place in (kind.sample.start, kind.sample.end)})
    vehicles = [
        VehicleType(
            num_available=len(carers),
            capacity=[loads.capacity] if loads else [],
            start_depot=ends.index(kind.sample.start),
            end_depot=ends.index(kind.sample.end),
            tw_early=_whole(kind.sample.shift[0], up=True),
            tw_late=_whole(kind.sample.shift[1], up=False),
            profile=number,
        )
        for number, (kind, carers) in enumerate(groups.items())
    ]
    return ProblemData(
        locations=[Location(0, 0) for _ in at],
        clients=[_client(day, visit, places + number, loads) for number, visit in enumerate(day.visits)],
        depots=[Depot(location=place) for place in ends],
        vehicle_types=vehicles,
        distance_matrices=[_priced(day, kind, way, places) for kind in groups],
        duration_matrices=[way for _ in groups],
    )


def _client(day: Day, visit: Visit, location: int, loads: Loads | None) -> Any:
    from pyvrp import Client

    early, late = visit.window if visit.pinned_at is None else (visit.pinned_at, visit.pinned_at)
    return Client(
        location=location,
        delivery=[loads.taken.get(visit.key, 0)] if loads else [],
        service_duration=_whole(visit.parts[0].minutes, up=True),
        tw_early=_whole(early, up=True),
        tw_late=max(_whole(late, up=False), _whole(early, up=True)),
        prize=int(visit.priority * day.weights.unserved * TENTHS),
        required=False,
    )


def _priced(day: Day, kind: Kind, way: np.ndarray, places: int) -> np.ndarray:
    """Travel with what speaks against the carer on every way to the visit; forbidden visits are too far."""
    priced = np.rint(way * day.weights.travel).astype(np.int64)
    for number, cost in enumerate(kind.costs):
        column = priced[:, places + number]
        column += FAR if math.isinf(cost) else round(cost * TENTHS)
        column[places + number] = 0
    return priced


def _whole(minutes: float, *, up: bool) -> int:
    scaled = min(minutes, UNSET) * TENTHS
    return math.ceil(scaled - 1e-6) if up else math.floor(scaled + 1e-6)


def _routes(day: Day, groups: dict[Kind, list[Carer]], solution: Any) -> list[Assignment]:
    """PyVRP's routes given to the carers of their kind, in order."""
    waiting = [list(carers) for carers in groups.values()]
    found = []
    for route in solution.routes():
        carer = waiting[route.vehicle_type()].pop(0)
        for stop in route:
            if stop.is_client():
                start = stop.start_time / TENTHS
                found.append(Assignment(day.visits[stop.idx].key, 0, carer.key, start, 0.0, 0.0))
    return found


def _told(day: Day, assignments: list[Assignment], rounds: int) -> Answer:
    from chongyang.routing.rules import answering, packing, seating

    packed = packing.pack(day)
    draft = Answer(tuple(assignments), {}, (), 0.0, 0.0, 0.0, 0.0)
    return answering.told(packed, seating.seated(packed, draft), rounds)
