"""Who works which shift on which day of some weeks: by the CP-SAT solver of OR-Tools.

Hard: demand by shift, area and skill; what each carer may do; leave; minutes in a week; eleven hours between
two shifts; at most six days running, the days before the roster counted. Soft: wishes, and an even share
of minutes. The law's numbers come in as `Limits`, they are data of the caller's. One worker and a
fixed seed give the same roster every time; more workers are faster and may differ among equals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of shift: minutes since midnight; an end beyond 1440 is on the next day."""

    key: str
    start: int
    end: int
    pause: int = 0

    @property
    def minutes(self) -> int:
        """What counts as work."""
        return self.end - self.start - self.pause


@dataclass(frozen=True, slots=True)
class Demand:
    """So many carers of an area are needed in a shift of a day, each with the skill if one is named."""

    day: int
    shift: str
    area: str
    count: int
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """One who is put on the roster."""

    key: str
    areas: frozenset[str]
    skills: frozenset[str] = frozenset()
    leave: frozenset[int] = frozenset()
    shifts: frozenset[str] | None = None
    wishes: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """By day and shift, -10 to 10: would rather not, would like to; an empty shift is the whole day."""
    days_before: int = 0
    """How many days running she has worked when the roster begins."""
    ended_before: int | None = None
    """When her last shift before the roster ended, in minutes from its first midnight (zero or less)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law or the contract allows."""

    week_minutes: int
    rest_minutes: int
    days_running: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Days from 0, weeks of seven from day 0."""

    days: int
    shifts: tuple[Shift, ...]
    demands: tuple[Demand, ...]
    workers: tuple[Worker, ...]
    limits: Limits


class Why(StrEnum):
    """Why there is no roster."""

    NOBODY = "nobody"  # fewer carers are able and present that day than one demand asks
    TOO_FEW = "too_few"  # demands of one day together need more carers than are present
    HOURS = "hours"  # all demands of a week together need more minutes than all may work
    TOGETHER = "together"  # each demand could be met, all of them under all limits cannot
    TIME = "time"  # nothing found in the time allowed, which proves nothing


@dataclass(frozen=True, slots=True)
class Duty:
    """A carer works a shift in an area."""

    day: int
    shift: str
    area: str
    worker: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """A reason with the day (or the first day of the week) and the demand it is about."""

    why: Why
    day: int | None = None
    demand: Demand | None = None
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Rostered:
    """A roster, or why there is none. `proven` says that no better one exists."""

    duties: tuple[Duty, ...]
    impossible: tuple[Impossible, ...] = ()
    proven: bool = False
    wishes: int = 0


def fill(roster: Roster, seconds: float = 30.0, workers: int = 1, seed: int = 1) -> Rostered:
    """A roster that meets every demand under every limit, or the reasons why none can."""
    found = tuple(obvious(roster))
    if found:
        return Rostered((), found)
    from chongyang.routing.rules.roster_model import solve

    return solve(roster, seconds, workers, seed)


def can(worker: Worker, demand: Demand) -> bool:
    """Whether a carer may be counted for a demand."""
    open_shift = worker.shifts is None or demand.shift in worker.shifts
    skilled = demand.skill is None or demand.skill in worker.skills
    return demand.area in worker.areas and skilled and open_shift and demand.day not in worker.leave


def obvious(roster: Roster) -> Iterator[Impossible]:
    """Reasons that need no solver: they are told by demand, day or week, so that somebody can act."""
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
        allowed = len(roster.workers) * roster.limits.week_minutes
        if needed > allowed:
            yield Impossible(Why.HOURS, first, None, needed - allowed)


def follows(roster: Roster, earlier: Shift, later: Shift, days: int) -> bool:
    """Whether there is rest enough between a shift and another so many days later."""
    return later.start + days * DAY - earlier.end >= roster.limits.rest_minutes


def faults(roster: Roster, duties: tuple[Duty, ...]) -> list[str]:
    """Every hard rule that a roster breaks, read from the duties alone; empty for one that may be worked."""
    return [
        *_unmet(roster, duties),
        *(fault for worker in roster.workers for fault in _worker_faults(roster, worker, duties)),
    ]


def _unmet(roster: Roster, duties: tuple[Duty, ...]) -> Iterator[str]:
    skills = {worker.key: worker.skills for worker in roster.workers}
    for demand in roster.demands:
        here = [d for d in duties if (d.day, d.shift, d.area) == (demand.day, demand.shift, demand.area)]
        count = sum(demand.skill is None or demand.skill in skills[duty.worker] for duty in here)
        if count < demand.count:
            yield f"day {demand.day} {demand.shift} {demand.area}: {count} of {demand.count}"


def _worker_faults(roster: Roster, worker: Worker, duties: tuple[Duty, ...]) -> Iterator[str]:
    own = sorted((duty for duty in duties if duty.worker == worker.key), key=lambda duty: duty.day)
    days = [duty.day for duty in own]
    if len(set(days)) < len(days):
        yield f"{worker.key}: two shifts in a day"
    for duty in own:
        if not can(worker, Demand(duty.day, duty.shift, duty.area, 1)):
            yield f"{worker.key}: leave, area or shift of day {duty.day}"
    yield from _too_little_rest(roster, worker, own)
    yield from _too_many_days(roster, worker, set(days))
    yield from _too_many_minutes(roster, worker, own)


def _too_little_rest(roster: Roster, worker: Worker, own: list[Duty]) -> Iterator[str]:
    kinds = {shift.key: shift for shift in roster.shifts}
    ended = -math.inf if worker.ended_before is None else float(worker.ended_before)
    for duty in own:
        if duty.day * DAY + kinds[duty.shift].start - ended < roster.limits.rest_minutes:
            yield f"{worker.key}: too little rest before day {duty.day}"
        ended = duty.day * DAY + kinds[duty.shift].end


def _too_many_days(roster: Roster, worker: Worker, days: set[int]) -> Iterator[str]:
    running = worker.days_before
    for day in range(roster.days):
        running = running + 1 if day in days else 0
        if running > roster.limits.days_running:
            yield f"{worker.key}: day {day} is one too many running"


def _too_many_minutes(roster: Roster, worker: Worker, own: list[Duty]) -> Iterator[str]:
    kinds = {shift.key: shift for shift in roster.shifts}
    for first in range(0, roster.days, 7):
        minutes = sum(kinds[duty.shift].minutes for duty in own if first <= duty.day < first + 7)
        if minutes > roster.limits.week_minutes:
            yield f"{worker.key}: {minutes} minutes in the week of day {first}"


def wish(worker: Worker, day: int, shift: str) -> int:
    """What she would like: of this shift, or of the whole day."""
    return worker.wishes.get((day, shift), worker.wishes.get((day, ""), 0))
