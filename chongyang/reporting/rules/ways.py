"""The two ways of a period from `data/ways.yaml`: read, checked, and made into deciding life cycles.

Each way has a chain of stages for each level. Nobody holds two stages of one return (core.lifecycles).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.core.workdays import china
from chongyang.indicators.enums import Level
from chongyang.reporting.enums import ACCEPTED, FILLABLE, FILLED, LOCKED, OPEN, RETURNED, Way
from chongyang.territory.enums import Role

FILLING, CHECKING, SIGNING, ACCEPTING, LOCKING = "filling", "checking", "signing", "accepting", "locking"
IN_LINE, COMPLETE = "in_line", "complete"
PLACE, LEAD, ANY = "place", "lead", "any"


class UnableToReadWay(ValueError):
    """The file of ways contradicts itself; the message names the stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a chain: who acts in it, and until how many working days after the period."""

    name: str
    roles: tuple[str, ...]
    of: str
    workdays: int
    label: str
    waiting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The stages of one way at one level, in their order; the first fills in."""

    way: Way
    level: Level
    stages: tuple[Stage, ...]

    @property
    def lifecycle(self) -> str:
        return f"reporting.{self.way}_{self.level}"

    @property
    def first(self) -> Stage:
        return self.stages[0]

    @property
    def locks(self) -> bool:
        """Whether its last stage locks; a street's figures are locked with its county's."""
        return self.stages[-1].name == LOCKING

    def stage(self, state: str) -> Stage | None:
        """The stage that a state waits for; None for what is settled."""
        name = FILLING if state in FILLABLE else state
        return next((stage for stage in self.stages if stage.name == name), None)

    def after(self, stage: Stage) -> str:
        """The state that follows a stage."""
        place = self.stages.index(stage) + 1
        if place < len(self.stages):
            return self.stages[place].name
        return LOCKED if self.locks else ACCEPTED


@dataclass(frozen=True, slots=True)
class Ways:
    """All chains with their common numbers."""

    chains: Mapping[tuple[Way, Level], Chain]
    mend_workdays: int
    escalate_workdays: int


@cache
def load() -> Ways:
    """The shipped file. Raises UnableToReadWay."""
    text = resources.files("chongyang.reporting").joinpath("data", "ways.yaml").read_text(encoding="utf-8")
    return read(yaml.safe_load(text))


def read(told: Mapping[str, Any]) -> Ways:
    """The ways of a parsed file. Raises UnableToReadWay."""
    chains = {
        (Way.of(way), Level.of(level)): _chain(Way.of(way), Level.of(level), stages)
        for way, row in told["ways"].items()
        for level, stages in row["levels"].items()
    }
    return Ways(chains, int(told["mend_workdays"]), int(told["escalate_workdays"]))


def _chain(way: Way, level: Level, rows: list[dict[str, Any]]) -> Chain:
    stages = tuple(Stage(**{**row, "roles": tuple(row["roles"])}) for row in rows)
    for wrong, why in _faults(stages):
        if wrong:
            raise UnableToReadWay(f"{way}/{level}: {why}")
    return Chain(way=way, level=level, stages=stages)


def _faults(stages: tuple[Stage, ...]) -> Iterator[tuple[bool, str]]:
    names = [stage.name for stage in stages]
    days = [stage.workdays for stage in stages]
    yield not stages or names[0] != FILLING, "the first stage fills in"
    yield len(set(names)) != len(names), "a stage stands twice"
    yield days != sorted(days) or min(days) < 1, "the days of the stages do not follow each other"
    for stage in stages:
        yield not set(stage.roles) <= set(Role), f"{stage.name}: an unknown role"
        yield stage.of not in (PLACE, LEAD, ANY), f"{stage.name}: whose is it?"


def chain_of(way: str, level: str) -> Chain:
    """KeyError where a way has no such level."""
    return load().chains[Way.of(way), Level.of(level)]


def due_on(last: date, workdays: int) -> date:
    """The last day of a stage of a period that ends on `last`."""
    return china().add(last, workdays)


@cache
def tables() -> tuple[Lifecycle, ...]:
    """The life cycle of every chain."""
    return tuple(make_table(chain) for chain in load().chains.values())


def make_table(chain: Chain) -> Lifecycle:
    """open → filled → a state for each stage → locked; from every stage back with remarks."""
    waiting = tuple(State(stage.name, stage.waiting) for stage in chain.stages[1:])
    settled = () if chain.locks else (State(ACCEPTED, N_("县级已接受")),)
    return Lifecycle(
        name=chain.lifecycle,
        label=chain.first.label,
        version=1,
        deciding=True,
        opening_stage=FILLING,
        states=(
            State(OPEN, N_("未填")),
            State(FILLED, N_("已填未报")),
            *waiting,
            State(RETURNED, N_("退回修改")),
            *settled,
            State(LOCKED, N_("已锁定"), final=True),
        ),
        initial=OPEN,
        actions=tuple(_actions(chain)),
    )


def _actions(chain: Chain) -> Iterator[Action]:
    fill, second = chain.first, chain.stages[1]
    held: dict[str, Any] = {"roles": fill.roles, "stage": FILLING}
    yield Action("fill", N_("填写"), FILLABLE, FILLED, needs=(IN_LINE,), **held)
    yield Action("submit", N_("上报"), (FILLED, RETURNED), second.name, needs=(IN_LINE, COMPLETE), **held)
    for stage in chain.stages[1:]:
        step: dict[str, Any] = {"roles": stage.roles, "stage": stage.name, "needs": (IN_LINE,)}
        yield Action(f"pass_{stage.name}", stage.label, (stage.name,), chain.after(stage), **step)
        back = (stage.name, ACCEPTED) if chain.after(stage) == ACCEPTED else (stage.name,)
        yield Action(f"return_{stage.name}", N_("退回修改"), back, RETURNED, reason_required=True, **step)
    if not chain.locks:
        yield Action("close", N_("随县级锁定"), (ACCEPTED,), LOCKED, by_system=True)


def state_words(way: str, level: str, state: str) -> str:
    """Chinese source text of a state."""
    table = next(one for one in tables() if one.name == chain_of(way, level).lifecycle)
    return table.state(state).label
