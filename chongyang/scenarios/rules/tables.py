"""Figures put together for pages, files and the terminal; sums of what a run found, never a subject."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table or chart: the key, today and in the scenario."""

    key: Any
    today_fen: int
    scenario_fen: int

    @property
    def more_fen(self) -> int:
        return self.scenario_fen - self.today_fen


@dataclass(frozen=True, slots=True)
class Heads:
    """Payees, and who of them gains and loses how much."""

    key: Any
    payees_today: int
    payees_scenario: int
    gains: int
    gain_fen: int
    loses: int
    loss_fen: int
    undecided: int


def by(sums: Iterable[Any], key: Callable[[Any], Any]) -> list[Line]:
    """Sums by year, county, level, fund or programme, in the order of the key."""
    held: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for one in sums:
        held[key(one)][0] += one.today_fen
        held[key(one)][1] += one.scenario_fen
    return [Line(name, *pair) for name, pair in sorted(held.items())]


def total(sums: Iterable[Any]) -> Line:
    """Everything in one line."""
    rows = by(sums, lambda _: 0)
    return rows[0] if rows else Line(0, 0, 0)


COUNTS = ("payees_today", "payees_scenario", "gains", "gain_fen", "loses", "loss_fen", "undecided")


def heads_by(effects: Iterable[Any], key: Callable[[Any], Any]) -> list[Heads]:
    """Who gains and loses, by key; heads of several years are counted in each year."""
    held: dict[Any, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
    for one in effects:
        row = held[key(one)]
        for place, name in enumerate(COUNTS):
            row[place] += getattr(one, name)
    return [Heads(name, *row) for name, row in sorted(held.items())]


def whole(effects: Sequence[Any]) -> Heads:
    """Everything in one line."""
    rows = heads_by(effects, lambda _: 0)
    return rows[0] if rows else Heads(0, *[0] * len(COUNTS))
