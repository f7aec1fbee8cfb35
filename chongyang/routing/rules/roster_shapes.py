"""What a roster is asked of and what comes back: shifts, demand, workers, limits, duties, reasons."""

from __future__ import annotations

from collections.abc import Mapping
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
    closed: frozenset[tuple[int, str]] = frozenset()
    """Shifts of a day that she cannot work, because she is away for a part of them."""
    shifts: frozenset[str] | None = None
    wishes: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """By day and shift, -10 to 10: would rather not, would like to; an empty shift is the whole day."""
    days_before: int = 0
    """How many days running she has worked when the roster begins."""
    ended_before: int | None = None
    """When her last shift before the roster ended, in minutes from its first midnight (zero or less)."""
    week_minutes: int | None = None
    """What her own contract allows in a week, where that is less than the limit for all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law or the contract allows."""

    week_minutes: int
    rest_minutes: int
    days_running: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Days from 0, weeks of seven from day 0; `pinned` duties stand whatever else changes."""

    days: int
    shifts: tuple[Shift, ...]
    demands: tuple[Demand, ...]
    workers: tuple[Worker, ...]
    limits: Limits
    pinned: tuple[Duty, ...] = ()


class Why(StrEnum):
    """Why there is no roster."""

    NOBODY = "nobody"  # fewer carers are able and present that day than one demand asks
    TOO_FEW = "too_few"  # demands of one day together need more carers than are present
    PINNED = "pinned"  # somebody is pinned to a shift that she may not work
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
    """A reason with the day (or the first day of the week) and the demand or carer it is about."""

    why: Why
    day: int | None = None
    demand: Demand | None = None
    missing: int = 0
    worker: str = ""


class Rule(StrEnum):
    """A hard rule of rosters."""

    DEMAND = "demand"
    TWICE = "twice"
    AWAY = "away"
    REST = "rest"
    DAYS = "days"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Fault:
    """A hard rule that a roster breaks: whose, and from which day on."""

    rule: Rule
    day: int
    worker: str
    text: str


@dataclass(frozen=True, slots=True)
class Rostered:
    """A roster, or why there is none. `proven` says that no better one exists."""

    duties: tuple[Duty, ...]
    impossible: tuple[Impossible, ...] = ()
    proven: bool = False
    wishes: int = 0


def can(worker: Worker, demand: Demand) -> bool:
    """Whether a carer may be counted for a demand."""
    open_shift = worker.shifts is None or demand.shift in worker.shifts
    skilled = demand.skill is None or demand.skill in worker.skills
    present = demand.day not in worker.leave and (demand.day, demand.shift) not in worker.closed
    return demand.area in worker.areas and skilled and open_shift and present


def week_minutes(roster: Roster, worker: Worker) -> int:
    """How much she may work in a week: the limit for all, or her own contract's where that is less."""
    return min(
        roster.limits.week_minutes,
        roster.limits.week_minutes if worker.week_minutes is None else worker.week_minutes,
    )


def follows(roster: Roster, earlier: Shift, later: Shift, days: int) -> bool:
    """Whether there is rest enough between a shift and another so many days later."""
    return later.start + days * DAY - earlier.end >= roster.limits.rest_minutes


def wish(worker: Worker, day: int, shift: str) -> int:
    """What she would like: of this shift, or of the whole day."""
    return worker.wishes.get((day, shift), worker.wishes.get((day, ""), 0))
