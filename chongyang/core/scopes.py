"""Who acts, and which rows they may reach: the two value types that every door passes inwards.

An area is the closed interval of 12-digit integers under its statistical code, so "inside" is a range
comparison, the same in Python, in SQL and in the row-level-security policies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

Interval = tuple[int, int]
CODE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that acts. `label` is a job or a machine, never a person's name."""

    kind: str  # person | device | system
    label: str
    account: UUID | None = None
    role: str = ""
    organisation: UUID | None = None

    @property
    def key(self) -> str:
        """What the database writes into the history: `person:<id>`, `device:<serial>`, `system:<name>`."""
        return f"{self.kind}:{self.account or self.label}"


SYSTEM = Actor(kind="system", label="chongyang")


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that an actor may reach: areas, one organisation's rows, single granted persons."""

    intervals: tuple[Interval, ...]
    actor: Actor
    organisation: UUID | None = None
    role: str = ""
    purpose: str = ""
    persons: tuple[UUID, ...] = ()
    system: bool = False

    def covers(self, area: int) -> bool:
        """Whether the area value lies inside this scope's intervals."""
        return self.system or any(first <= area <= last for first, last in self.intervals)

    def reaches(self, area: int, organisation: UUID | None = None, person: UUID | None = None) -> bool:
        """The whole rule: area in scope, or the organisation's own row, or a granted person."""
        own = organisation is not None and organisation == self.organisation
        return self.covers(area) or own or (person is not None and person in self.persons)


def system_scope(purpose: str, actor: Actor = SYSTEM) -> Scope:
    """All rows, for a machine's own work. Never built from a request of a person."""
    return Scope(intervals=(), actor=actor, role="system", purpose=purpose, system=True)


def nobody() -> Scope:
    """The scope of an unknown visitor: public rows only."""
    return Scope(intervals=(), actor=Actor(kind="person", label="visitor"), role="visitor")


def interval_of(code: str | int) -> Interval:
    """The closed interval of 12-digit integers under a statistical code of 2 to 12 digits."""
    text = str(code)
    if not (text.isascii() and text.isdigit() and 2 <= len(text) <= CODE_DIGITS):
        raise ValueError(f"not a statistical code of 2 to 12 digits: {text!r}")
    width = 10 ** (CODE_DIGITS - len(text))
    first = int(text) * width
    return first, first + width - 1


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same set of areas as the fewest, ordered, disjoint intervals."""
    merged: list[Interval] = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def intersect(ours: Iterable[Interval], theirs: Iterable[Interval]) -> tuple[Interval, ...]:
    """What lies in both, in order."""
    held = [(max(a, c), min(b, d)) for a, b in ours for c, d in theirs]
    return merge((first, last) for first, last in held if first <= last)


def subtract(intervals: Iterable[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """The areas of `intervals` that lie in none of `holes`."""
    rest = list(merge(intervals))
    for low, high in merge(holes):
        pieces = [((first, min(last, low - 1)), (max(first, high + 1), last)) for first, last in rest]
        rest = [piece for pair in pieces for piece in pair if piece[0] <= piece[1]]
    return merge(rest)
