"""One thread's search: its plans, its random numbers and its pace."""

import time

from chongyang.routing.rules.kernel import annealing, inserting, timing
from chongyang.routing.rules.kernel.shapes import State, copied, scratch
from chongyang.routing.rules.packing import Packed

AVERAGE = 10.0
"""Visits taken out in a round, on average (Christiaens & Vanden Berghe 2020)."""
BY_HOUR = 1


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

    def pace(self, seconds: float) -> int:
        """How many rounds fit into a slice."""
        return max(1, int(self.rate * seconds))

    def follow(self, other: "Annealer") -> None:
        """Goes on from another's best."""
        annealing.copy(other.best, self.now)
        annealing.copy(other.best, self.best)

    def finish(self) -> None:
        """Puts in whatever still has room, and reckons exact times."""
        for visit in range(len(self.day.first)):
            if self.best.carer[self.day.first[visit]] < 0:
                inserting.put_in(self.day, self.best, self.paper, visit, 0.0)
        timing.retime(self.day, self.best, self.paper, -1e15)
