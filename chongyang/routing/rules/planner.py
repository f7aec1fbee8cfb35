"""Plans a day: builds a plan, anneals it in threads that meet now and then, and tells it as an answer.

How it works and where the ideas are from: docs/explanation/the-day-planner.md and ADR 0053.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chongyang.routing.rules.day import Answer, Day
from chongyang.routing.rules.eligible import check_day

if TYPE_CHECKING:
    from chongyang.routing.rules.annealers import Annealer
    from chongyang.routing.rules.kernel.shapes import State
    from chongyang.routing.rules.packing import Packed

STAGES = 20
MEETINGS = (11, 14, 17)
"""After these stages whoever has the worse plan goes on from the better one."""
SLICE = 0.03
HOTTEST, COOLEST, COLD, WARM = 10.0, 1.5, 0.06, 0.1
"""Temperatures in mean legs between neighbours: where a search begins that has time or little of it, where
every search ends, and where one begins that is given a plan."""
HEAT = 0.65
"""By the root of rounds a visit; measured on home-care days of 75 and 200 visits and a county's of 2,000."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to search: seconds by the clock, or so many rounds a thread, which is the same every time."""

    seconds: float = 20.0
    rounds: int | None = None
    threads: int = 2
    seed: int = 1


ONCE = Budget()


def plan(day: Day, budget: Budget = ONCE, given: Answer | None = None) -> Answer:
    """A plan that breaks no hard rule; `given` is where the search begins and what it stays near to."""
    from chongyang.routing.rules import answering, packing, seating

    check_day(day)
    packed = packing.pack(day)
    start = seating.seated(packed, given) if given else packing.empty_plan(packed)
    search = Search(packed, start, budget, seating.mean_leg(packed.arrays))
    best, rounds = search.run(warm=given is not None)
    return answering.told(packed, best, rounds)


class Search:
    """Threads that anneal, each with its own plans and random numbers."""

    def __init__(self, packed: Packed, start: State, budget: Budget, leg: float) -> None:
        from chongyang.routing.rules.annealers import Annealer

        self.budget = budget
        self.hot, self.cold = HOTTEST * leg, COLD * leg
        self.leg = leg
        self.annealers = [
            Annealer(packed, start, budget.seed * 1_000 + number) for number in range(max(1, budget.threads))
        ]

    def run(self, *, warm: bool) -> tuple[State, int]:
        """Stage by stage, cooler each time; the best plan of all and how many rounds it took."""
        if self.annealers[0].idle:
            return self.annealers[0].best, 0
        self.hot = self.leg * (WARM if warm else self._heat())
        with ThreadPoolExecutor(len(self.annealers)) as pool:
            for stage in range(STAGES):
                list(pool.map(lambda one, now=stage: self._stage(one, now), self.annealers))
                if stage + 1 in MEETINGS:
                    self._meet()
        winner = min(self.annealers, key=lambda one: one.record)
        winner.finish()
        return winner.best, sum(one.rounds for one in self.annealers)

    def _heat(self) -> float:
        """The more rounds there are for a visit, the hotter the beginning may be."""
        one = self.annealers[0]
        rounds = self.budget.rounds
        if rounds is None:
            rounds = int(one.measured_rate(COLD * self.leg) * self.budget.seconds)
        return min(HOTTEST, max(COOLEST, HEAT * math.sqrt(rounds / len(one.day.first))))

    def _temperature(self, progress: float) -> float:
        return float(self.hot * (self.cold / self.hot) ** progress)

    def _stage(self, annealer: Annealer, stage: int) -> None:
        """One twentieth of the budget; by the clock in slices, so that a stage ends in time."""
        hot, cold = self._temperature(stage / STAGES), self._temperature((stage + 1) / STAGES)
        if self.budget.rounds is not None:
            annealer.anneal(max(1, self.budget.rounds // STAGES), hot, cold)
            return
        began = time.monotonic()
        length = self.budget.seconds / STAGES
        passed = 0.0
        while passed < length:
            here = self._temperature((stage + passed / length) / STAGES)
            annealer.anneal(annealer.pace(SLICE), here, here)
            passed = time.monotonic() - began

    def _meet(self) -> None:
        best = min(self.annealers, key=lambda one: one.record)
        for one in self.annealers:
            if one.record > best.record:
                one.follow(best)
