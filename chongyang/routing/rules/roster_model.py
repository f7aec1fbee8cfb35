"""The roster as a model of whole numbers: one yes or no for each carer, day, shift and area."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from ortools.sat.python import cp_model

from chongyang.routing.rules.roster_shapes import (
    Demand,
    Duty,
    Impossible,
    Roster,
    Rostered,
    Why,
    Worker,
    can,
    follows,
    week_minutes,
    wish,
)

Slot = tuple[int, str, str]
Chosen = dict[tuple[str, Slot], Any]
WISH, UNEVEN, MINUTE = 100, 1, 2
"""A wish is worth a hundred minutes of difference between the busiest and the least busy; a minute of anybody
two of them, so that nobody is sent to a shift that needs her no more, for evenness' sake.
"""


def solve(roster: Roster, seconds: float, workers: int, seed: int) -> Rostered:
    """Asks the solver; an infeasible answer is a proof."""
    model = cp_model.CpModel()
    chosen = _choices(roster, model)
    _demands(roster, model, chosen)
    for one in roster.pinned:
        model.add(chosen[one.worker, (one.day, one.shift, one.area)] == 1)
    for worker in roster.workers:
        _limits(roster, model, chosen, worker)
    people = {one.key: one for one in roster.workers}
    liking = {key: wish(people[key[0]], key[1][0], key[1][1]) for key in chosen}
    wishes = sum(liking[key] * var for key, var in chosen.items())
    uneven, minutes = _uneven(roster, model, chosen), _minutes(roster, chosen)
    model.maximize(WISH * wishes - UNEVEN * uneven - MINUTE * minutes)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Rostered((), (Impossible(Why.TOGETHER),))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Rostered((), (Impossible(Why.TIME),))
    taken = [key for key, var in chosen.items() if solver.value(var)]
    duties = tuple(
        sorted(
            (Duty(*slot, worker) for worker, slot in taken), key=lambda d: (d.day, d.shift, d.area, d.worker)
        )
    )
    liked = sum(liking[key] for key in taken)
    return Rostered(duties, (), status == cp_model.OPTIMAL, liked)


def _slots(roster: Roster) -> list[Slot]:
    asked = {(demand.day, demand.shift, demand.area) for demand in roster.demands if demand.count}
    return sorted(asked | {(one.day, one.shift, one.area) for one in roster.pinned})


def _choices(roster: Roster, model: Any) -> Chosen:
    """Only what somebody may do and something asks for."""
    return {
        (worker.key, slot): model.new_bool_var(f"{worker.key} {slot}")
        for worker, slot in product(roster.workers, _slots(roster))
        if can(worker, Demand(slot[0], slot[1], slot[2], 1))
    }


def _demands(roster: Roster, model: Any, chosen: Chosen) -> None:
    for demand in roster.demands:
        slot = (demand.day, demand.shift, demand.area)
        if not demand.count:
            continue
        able = [chosen[worker.key, slot] for worker in roster.workers if can(worker, demand)]
        model.add(sum(able) >= demand.count)


def _limits(roster: Roster, model: Any, chosen: Chosen, worker: Worker) -> None:
    """One shift a day, rest between shifts, days running, minutes in a week."""
    own = {slot: var for (key, slot), var in chosen.items() if key == worker.key}
    by_day = {day: [var for slot, var in own.items() if slot[0] == day] for day in range(roster.days)}
    for today in by_day.values():
        model.add_at_most_one(today)
    _rest(roster, model, own, worker)
    span = roster.limits.days_running + 1
    for first in range(-worker.days_before, roster.days - span + 1):
        worked = max(0, -first)
        window: Iterable[Any] = (var for day in range(max(0, first), first + span) for var in by_day[day])
        model.add(sum(window) + worked <= roster.limits.days_running)
    minutes = {shift.key: shift.minutes for shift in roster.shifts}
    for first in range(0, roster.days, 7):
        week = [minutes[slot[1]] * var for slot, var in own.items() if first <= slot[0] < first + 7]
        model.add(sum(week) <= week_minutes(roster, worker))


def _rest(roster: Roster, model: Any, own: dict[Slot, Any], worker: Worker) -> None:
    kinds = {shift.key: shift for shift in roster.shifts}
    for slot, var in own.items():
        begins = slot[0] * 1440 + kinds[slot[1]].start
        if worker.ended_before is not None and begins - worker.ended_before < roster.limits.rest_minutes:
            model.add(var == 0)
        for later, other in own.items():
            apart = later[0] - slot[0]
            if 0 < apart <= 2 and not follows(roster, kinds[slot[1]], kinds[later[1]], apart):
                model.add_at_most_one([var, other])


def _minutes(roster: Roster, chosen: Chosen) -> Any:
    """Minutes of all shifts together."""
    minutes = {shift.key: shift.minutes for shift in roster.shifts}
    return sum(minutes[slot[1]] * var for (_, slot), var in chosen.items())


def _uneven(roster: Roster, model: Any, chosen: Chosen) -> Any:
    """Minutes between who works most and who works least."""
    minutes = {shift.key: shift.minutes for shift in roster.shifts}
    most = model.new_int_var(0, roster.days * 1440, "most")
    least = model.new_int_var(0, roster.days * 1440, "least")
    for worker in roster.workers:
        own = sum(minutes[slot[1]] * var for (key, slot), var in chosen.items() if key == worker.key)
        model.add(own <= most)
        model.add(own >= least)
    return most - least
