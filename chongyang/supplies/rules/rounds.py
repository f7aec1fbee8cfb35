"""In which order a meal is brought to many doors: routes by PyVRP over straight lines, so many stops a round.

numpy and PyVRP are loaded when a round is planned, not when the program starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from chongyang.roads.rules.travel import Position, haversine
from chongyang.supplies.rules.settings import meals


@dataclass(frozen=True, slots=True)
class Door:
    """Where a meal goes; `boxes` are what it takes of a carrier's box. Unknown places come last."""

    key: str
    place: Position | None
    boxes: int = 1


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop in its turn: so many minutes after the round left, so many metres from the stop before."""

    key: str
    minutes: float
    metres: int


def plan_rounds(kitchen: Position, doors: Sequence[Door]) -> list[list[Leg]]:
    """The rounds, each in its order; the same doors give the same rounds."""
    known = sorted((one for one in doors if one.place), key=lambda one: one.key)
    lost = sorted((one for one in doors if not one.place), key=lambda one: one.key)
    orders = _routed(kitchen, known) if known else []
    if lost:
        orders = [*orders[:-1], [*(orders[-1] if orders else []), *lost]]
    return [_legs(kitchen, order) for order in orders]


def _routed(kitchen: Position, doors: Sequence[Door]) -> list[list[Door]]:
    import numpy as np

    from chongyang.routing.rules.day import Carer, Day, Part, Visit
    from chongyang.routing.rules.planner import Budget
    from chongyang.routing.rules.single import Loads, plan_single

    told = meals()
    places = [kitchen, *(one.place for one in doors if one.place)]
    travel = np.array([[minutes_between(one, other) for other in places] for one in places])
    part = (Part(float(told.stop_minutes)),)
    visits = tuple(Visit(one.key, number, (0.0, 1e6), part) for number, one in enumerate(doors, 1))
    boxes = sum(one.boxes for one in doors)
    count = ceil(boxes / told.most_stops) + 1
    carers = tuple(Carer(str(number), frozenset(), 0, 0, (0.0, 1e6)) for number in range(count))
    loads = Loads(told.most_stops, {one.key: one.boxes for one in doors})
    answer = plan_single(Day(visits, carers, travel), Budget(rounds=told.search_rounds), loads)
    by_key = {one.key: one for one in doors}
    found = [[by_key[leg.visit] for leg in route] for _, route in sorted(answer.routes.items())]
    missing = set(by_key) - {one.key for order in found for one in order}
    return [*found, [by_key[key] for key in sorted(missing)]] if missing else found


def _legs(kitchen: Position, order: Sequence[Door]) -> list[Leg]:
    legs, here, at = [], kitchen, 0.0
    for one in order:
        way = haversine(here, one.place) * meals().detour if one.place else 0.0
        at += way / meals().metres_a_minute
        legs.append(Leg(one.key, at, round(way)))
        at += meals().stop_minutes
        here = one.place or here
    return legs


def minutes_between(one: Position, other: Position) -> float:
    return haversine(one, other) * meals().detour / meals().metres_a_minute
