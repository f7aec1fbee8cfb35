"""How few people could push a case through: over the tables of deciding life cycles, pure.

Two answers. By the law of the tables nobody holds two stages, so a way needs as many persons as it has
stages. And by their posts alone (if that law were ever broken): the fewest accounts whose roles together
cover every stage.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from chongyang.core.lifecycles.table import Action, Lifecycle
from chongyang.funding.rules.flows import OTHER_OFFICE

FEW = 2
WITHOUT = frozenset({"refused", "withdrawn", "returned", "cancelled"})
Stages = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Way:
    """The shortest way of a table to what it is for: its stages with their roles, and how many persons by
    law.
    """

    lifecycle: str
    stages: Stages
    persons: int


@dataclass(frozen=True, slots=True)
class Chain:
    """One way, or several that follow each other, in one county: who covers it, and what stands empty."""

    name: str
    area: int
    persons: int
    empty: tuple[str, ...]
    fewest: tuple[UUID, ...]

    @property
    def by_few(self) -> bool:
        """Whether one or two people could complete it today by law."""
        return self.persons <= FEW and not self.empty

    @property
    def covered_by_few(self) -> bool:
        """Whether one or two accounts hold posts for every stage; the law still forbids it."""
        return 0 < len(self.fewest) <= FEW


def way_of(table: Lifecycle) -> Way:
    """The way from the opening to a final state with the fewest persons."""
    opening = {table.opening_stage or "": _openers(table)}
    best: tuple[int, dict[str, frozenset[str]]] | None = None
    waiting: list[tuple[str, dict[str, frozenset[str]], int, frozenset[str]]] = [
        (table.initial, dict(opening), 1, frozenset({table.initial}))
    ]
    while waiting:
        state, held, persons, seen = waiting.pop()
        if table.state(state).final:
            if state not in WITHOUT and (best is None or persons < best[0]):
                best = (persons, held)
            continue
        for action in table.actions_from(state):
            target = action.target_from(state)
            if target in seen or target in WITHOUT:
                continue
            more, count = _with(held, action)
            waiting.append((target, more, persons + count, seen | {target}))
    assert best, f"{table.name} leads to an end"
    return Way(table.name, best[1], best[0])


def _openers(table: Lifecycle) -> frozenset[str]:
    return frozenset(
        role for action in table.actions if action.stage == table.opening_stage for role in action.roles
    )


def _with(held: dict[str, frozenset[str]], action: Action) -> tuple[dict[str, frozenset[str]], int]:
    if action.stage is None:
        return held, 0
    fresh = action.stage not in held
    both = OTHER_OFFICE in action.needs
    roles = held.get(action.stage, frozenset()) | frozenset(action.roles)
    return {**held, action.stage: roles}, (2 if both else action.quorum) if fresh else 0


def chain_of(name: str, area: int, ways: Sequence[Way], holders: Mapping[UUID, Collection[str]]) -> Chain:
    """Ways that follow each other, and the accounts with their roles in this county."""
    stages = {(way.lifecycle, stage): roles for way in ways for stage, roles in way.stages.items()}
    covers = {
        account: frozenset(key for key, wanted in stages.items() if wanted & set(roles))
        for account, roles in holders.items()
    }
    reached = frozenset().union(*covers.values()) if covers else frozenset()
    empty = tuple(sorted(f"{one}:{stage}" for one, stage in set(stages) - reached))
    persons = sum(way.persons for way in ways)
    return Chain(name, area, persons, empty, () if empty else _fewest(frozenset(stages), covers))


def _fewest(
    stages: frozenset[tuple[str, str]], covers: Mapping[UUID, frozenset[tuple[str, str]]]
) -> tuple[UUID, ...]:
    """One or two accounts that cover everything; empty where it takes more."""
    useful = sorted((account for account, held in covers.items() if held), key=str)
    kinds: dict[frozenset[tuple[str, str]], UUID] = {}
    for account in useful:
        kinds.setdefault(covers[account], account)
    for count in range(1, FEW + 1):
        for chosen in combinations(kinds.items(), count):
            if frozenset().union(*(held for held, _ in chosen)) >= stages:
                return tuple(account for _, account in chosen)
    return ()
