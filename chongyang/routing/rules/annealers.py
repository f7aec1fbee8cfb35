"""One thread's search: its plans, its random numbers and its pace."""

import time

import numpy as np

from chongyang.routing.rules.kernel import annealing, inserting, timing
from chongyang.routing.rules.kernel.shapes import INFINITE, State, copied, scratch
from chongyang.routing.rules.packing import Packed

AVERAGE = 10.0
"""Visits taken out in a round, on average (Christiaens & Vanden Berghe 2020)."""
BY_HOUR = 1
TRIED = 20


class Annealer:
    """Three plans: the one changed, the one stood on, the best seen."""

    def __init__(self, packed: Packed, start: State, seed: int) -> None:
        self.day = packed.arrays
        self.paper = scratch(self.day, len(packed.day.carers), seed)
        self.plan = copied(start)
        annealing.construct(self.day, self.plan, self.paper, BY_HOUR)
        self.now, self.best = copied(self.plan), copied(self.plan)
        self.rounds = 0
        self.rate = 200.0

    @property
    def idle(self) -> bool:
        """Whether there is nothing to search for."""
        return len(self.day.first) == 0 or len(self.plan.length) == 0

    @property
    def record(self) -> float:
        return float(timing.value(self.day, self.best))

    def anneal(self, rounds: int, hot: float, cold: float) -> None:
        """So many rounds, and how long one takes."""
        began = time.monotonic()
        annealing.anneal(
            self.day,
            self.plan,
            self.now,
            self.best,
            self.paper,
            rounds,
            max(hot, 1e-9),
            max(cold, 1e-9),
            AVERAGE,
        )
        self.rounds += rounds
        self.rate = rounds / max(time.monotonic() - began, 1e-6)

    def measured_rate(self, temperature: float) -> float:
        """Rounds a second, when the loops are machine code."""
        self.anneal(1, temperature, temperature)
        self.anneal(TRIED, temperature, temperature)
        return self.rate

    def pace(self, seconds: float) -> int:
        """How many rounds fit into a slice."""
        return max(1, int(self.rate * seconds))

    def follow(self, other: "Annealer") -> None:
        """Goes on from another's best."""
        annealing.copy(other.best, self.now)
        annealing.copy(other.best, self.best)

    def finish(self) -> None:
        """Makes room for every pause, puts in whatever still has room, and reckons exact times."""
        absent = np.flatnonzero(self.best.carer[self.day.first] < 0)
        for visit in absent[self.day.place[self.day.first[absent]] < 0]:
            self._make_room(int(visit))
        for visit in absent:
            if self.best.carer[self.day.first[visit]] < 0:
                inserting.put_in(self.day, self.best, self.paper, int(visit), 0.0)
        timing.retime(self.day, self.best, self.paper, -INFINITE)

    def _make_room(self, pause: int) -> None:
        """A pause is a hard rule: its carer's last visits go until it fits."""
        day, best = self.day, self.best
        end = len(day.visit) + len(best.length) + int(day.allowed[day.bounds[day.first[pause]]])
        while not inserting.put_in(day, best, self.paper, pause, 0.0) and best.before[end] < len(day.visit):
            timing.unlink(day, best, day.visit[best.before[end]])
            timing.retime(day, best, self.paper, -INFINITE)
