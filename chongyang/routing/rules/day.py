"""A day to be planned and its answer, as plain values: minutes since midnight, places by their index.

Who may use it: anybody who turns rows into these. Nothing here knows what a street or a person is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Minutes = float
Window = tuple[Minutes, Minutes]
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Part:
    """One carer's share of a visit: how long, and what she must be able and certified to do."""

    minutes: Minutes
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Visit:
    """One call at a home by one carer or two.

    `window` holds the earliest and the latest start of each part. Of two parts the second starts `gap` after
    the first: (0, 0) is together, (30, 60) is half an hour to an hour later. A pinned carer stands at the
    place of her part in `pinned`, None leaves that part open. `promised` is the start that was told to the
    elder: the planner keeps it if it can and never begins earlier.
    """

    key: str
    place: int
    window: Window
    parts: tuple[Part, ...]
    gap: Window = (0.0, 0.0)
    priority: float = 1.0
    allowed: frozenset[str] | None = None
    banned: frozenset[str] = frozenset()
    known: Mapping[str, float] = field(default_factory=dict)
    """By carer: the share of this elder's recent visits that were hers, for continuity."""
    wishes: Mapping[str, float] = field(default_factory=dict)
    """By carer: what speaks against her, 0 nothing, 1 the elder would rather have anybody else."""
    pinned: tuple[str | None, ...] = ()
    pinned_at: Minutes | None = None
    promised: Minutes | None = None
    before: tuple[str, ...] = ()
    """The carers of the plan that this one replaces, by part; empty where there was none."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A break: it begins within the window, wherever the carer is then, and counts as no work."""

    window: Window
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class Carer:
    """One who goes to homes: only skills and certificates that hold on the day are named."""

    key: str
    skills: frozenset[str]
    start: int
    end: int
    shift: Window = (0.0, NEVER)
    pause: Pause | None = None
    most_work: Minutes = NEVER
    """At most so many minutes of care and travel."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What is worth how many minutes of travel."""

    travel: float = 1.0
    tardiness: float = 1.0
    greatest_tardiness: float = 0.0
    continuity: float = 15.0
    wishes: float = 30.0
    change: float = 60.0
    unserved: float = 10_000.0


MANKOWSKA = Weights(1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1e7)
"""Three times the objective of Mankowska, Meisel & Bierwirth (2014)."""


@dataclass(frozen=True)
class Day:
    """Visits, carers and minutes between places; `strict` windows are never broken, others cost tardiness."""

    visits: tuple[Visit, ...]
    carers: tuple[Carer, ...]
    travel: NDArray[np.float64]
    weights: Weights = Weights()
    strict: bool = True

    @cached_property
    def visit_by_key(self) -> dict[str, Visit]:
        return {visit.key: visit for visit in self.visits}

    @cached_property
    def carer_by_key(self) -> dict[str, Carer]:
        return {carer.key: carer for carer in self.carers}


class Reason(StrEnum):
    """Why a visit is not served; each is a statement that can be checked."""

    NO_SKILL = "no_skill"  # nobody has what a part needs
    NOBODY_ALLOWED = "nobody_allowed"  # those who could are banned, not allowed or not the pinned one
    ONE_CARER_ONLY = "one_carer_only"  # two are needed, one could
    NO_SHIFT = "no_shift"  # nobody who may could do it even with an empty day
    NO_ROOM = "no_room"  # it fits nowhere between what is planned
    TOO_DEAR = "too_dear"  # it would fit, and costs more than leaving it out


@dataclass(frozen=True, slots=True)
class Assignment:
    """One part of a visit by one carer."""

    visit: str
    part: int
    carer: str
    start: Minutes
    travel: Minutes
    """From where the carer was before."""
    wait: Minutes
    """Between coming and beginning."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """A visit that nobody makes, and why."""

    visit: str
    reason: Reason
    needs: tuple[str, ...] = ()
    """For NO_SKILL: what the part needs."""


@dataclass(frozen=True)
class Answer:
    """A plan: what each carer does in order of time, her pause, and what is left out."""

    assignments: tuple[Assignment, ...]
    pauses: Mapping[str, Minutes]
    unserved: tuple[Unserved, ...]
    travel: Minutes
    tardiness: Minutes
    greatest_tardiness: Minutes
    cost: float
    rounds: int = 0

    @cached_property
    def routes(self) -> dict[str, tuple[Assignment, ...]]:
        """By carer, in order of time; carers without a visit are missing."""
        found: dict[str, list[Assignment]] = {}
        for one in self.assignments:
            found.setdefault(one.carer, []).append(one)
        return {carer: tuple(route) for carer, route in found.items()}

    @cached_property
    def by_visit(self) -> dict[str, tuple[Assignment, ...]]:
        """By visit, its parts in order."""
        found: dict[str, list[Assignment]] = {}
        for one in sorted(self.assignments, key=lambda one: (one.visit, one.part)):
            found.setdefault(one.visit, []).append(one)
        return {visit: tuple(parts) for visit, parts in found.items()}


class UnableToPlan(Exception):
    """The day is not a day: a place that does not exist, a window that ends before it begins."""


def pause_due(carer: Carer, way: Minutes) -> bool:
    """Whether the shift leaves room for the pause and the way from its first place to its last."""
    if carer.pause is None:
        return False
    begins = max(carer.shift[0], carer.pause.window[0])
    return begins <= carer.pause.window[1] and begins + carer.pause.minutes + way <= carer.shift[1]
