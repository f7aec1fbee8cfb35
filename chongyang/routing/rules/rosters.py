"""Who works which shift on which day of some weeks: by the CP-SAT solver of OR-Tools.

Hard: demand by shift, area and skill; what each carer may do; leave; minutes in a week; eleven hours between
two shifts; at most six days running, the days before the roster counted. Soft: wishes, and an even share
of minutes. The law's numbers come in as `Limits`, they are data of the caller's. One worker and a
fixed seed give the same roster every time; more workers are faster and may differ among equals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from chongyang.routing.rules.roster_shapes import (
    DAY,
    Demand,
    Duty,
    Fault,
    Impossible,
    Limits,
    Roster,
    Rostered,
    Rule,
    Shift,
    Why,
    Worker,
    can,
    week_minutes,
)

__all__ = [
    "Demand",
    "Duty",
    "Fault",
    "Impossible",
    "Limits",
    "Roster",
    "Rostered",
    "Rule",
    "Shift",
    "Why",
    "Worker",
    "can",
    "faults",
    "faults_of",
    "fill",
    "obvious",
    "unmet",
]


def fill(roster: Roster, seconds: float = 30.0, workers: int = 1, seed: int = 1) -> Rostered:
    """A roster that meets every demand under every limit, or the reasons why none can."""
    found = tuple(obvious(roster))
    if found:
        return Rostered((), found)
    from chongyang.routing.rules.roster_model import solve

    return solve(roster, seconds, workers, seed)


def obvious(roster: Roster) -> Iterator[Impossible]:
    """Reasons that need no solver: they are told by demand, day or week, so that somebody can act."""
    people = {worker.key: worker for worker in roster.workers}
    for one in roster.pinned:
        if not can(people[one.worker], Demand(one.day, one.shift, one.area, 1)):
            yield Impossible(Why.PINNED, one.day, worker=one.worker)
    for demand in roster.demands:
        able = sum(can(worker, demand) for worker in roster.workers)
        if able < demand.count:
            yield Impossible(Why.NOBODY, demand.day, demand, demand.count - able)
    for day in range(roster.days):
        needed = sum(_needed(roster, day).values())
        present = sum(day not in worker.leave for worker in roster.workers)
        if needed > present:
            yield Impossible(Why.TOO_FEW, day, None, needed - present)
    yield from _hours(roster)


def _needed(roster: Roster, day: int) -> dict[tuple[str, str], int]:
    """Carers needed by shift and area: skills of one place may be the same people's, so the most of them."""
    needed: dict[tuple[str, str], int] = {}
    for demand in roster.demands:
        if demand.day == day:
            place = (demand.shift, demand.area)
            needed[place] = max(needed.get(place, 0), demand.count)
    return needed


def _hours(roster: Roster) -> Iterator[Impossible]:
    minutes = {shift.key: shift.minutes for shift in roster.shifts}
    for first in range(0, roster.days, 7):
        week = range(first, min(first + 7, roster.days))
        needed = sum(
            count * minutes[shift] for day in week for (shift, _), count in _needed(roster, day).items()
        )
        allowed = sum(week_minutes(roster, worker) for worker in roster.workers)
        if needed > allowed:
            yield Impossible(Why.HOURS, first, None, needed - allowed)


def faults(roster: Roster, duties: tuple[Duty, ...]) -> list[str]:
    """Every hard rule that a roster breaks, read from the duties alone; empty for one that may be worked."""
    by_worker: dict[str, list[Duty]] = {}
    for duty in duties:
        by_worker.setdefault(duty.worker, []).append(duty)
    of_people = (
        fault
        for worker in roster.workers
        for fault in faults_of(roster, worker, by_worker.get(worker.key, ()))
    )
    return [one.text for one in (*unmet(roster, duties), *of_people)]


def unmet(roster: Roster, duties: tuple[Duty, ...]) -> Iterator[Fault]:
    """Demands with fewer carers than they ask."""
    skills = {worker.key: worker.skills for worker in roster.workers}
    for demand in roster.demands:
        here = [d for d in duties if (d.day, d.shift, d.area) == (demand.day, demand.shift, demand.area)]
        count = sum(demand.skill is None or demand.skill in skills[duty.worker] for duty in here)
        if count < demand.count:
            text = f"day {demand.day} {demand.shift} {demand.area}: {count} of {demand.count}"
            yield Fault(Rule.DEMAND, demand.day, "", text)


def faults_of(roster: Roster, worker: Worker, duties: Iterable[Duty]) -> Iterator[Fault]:
    """What the duties of one carer break."""
    own = sorted((duty for duty in duties if duty.worker == worker.key), key=lambda duty: duty.day)
    days = [duty.day for duty in own]
    if len(set(days)) < len(days):
        yield Fault(Rule.TWICE, days[0], worker.key, f"{worker.key}: two shifts in a day")
    for duty in own:
        if not can(worker, Demand(duty.day, duty.shift, duty.area, 1)):
            text = f"{worker.key}: leave, area or shift of day {duty.day}"
            yield Fault(Rule.AWAY, duty.day, worker.key, text)
    yield from _too_little_rest(roster, worker, own)
    yield from _too_many_days(roster, worker, set(days))
    yield from _too_many_minutes(roster, worker, own)


def _too_little_rest(roster: Roster, worker: Worker, own: list[Duty]) -> Iterator[Fault]:
    kinds = {shift.key: shift for shift in roster.shifts}
    ended = -math.inf if worker.ended_before is None else float(worker.ended_before)
    for duty in own:
        if duty.day * DAY + kinds[duty.shift].start - ended < roster.limits.rest_minutes:
            text = f"{worker.key}: too little rest before day {duty.day}"
            yield Fault(Rule.REST, duty.day, worker.key, text)
        ended = duty.day * DAY + kinds[duty.shift].end


def _too_many_days(roster: Roster, worker: Worker, days: set[int]) -> Iterator[Fault]:
    running = worker.days_before
    for day in range(roster.days):
        running = running + 1 if day in days else 0
        if running > roster.limits.days_running:
            yield Fault(Rule.DAYS, day, worker.key, f"{worker.key}: day {day} is one too many running")


def _too_many_minutes(roster: Roster, worker: Worker, own: list[Duty]) -> Iterator[Fault]:
    kinds = {shift.key: shift for shift in roster.shifts}
    for first in range(0, roster.days, 7):
        minutes = sum(kinds[duty.shift].minutes for duty in own if first <= duty.day < first + 7)
        if minutes > week_minutes(roster, worker):
            text = f"{worker.key}: {minutes} minutes in the week of day {first}"
            yield Fault(Rule.MINUTES, first, worker.key, text)
