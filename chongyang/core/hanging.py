"""What hangs on a person in each room, so that two people taken for one can be parted again.

A room says in `apps.ready` what it keeps of a person that is written again and again (orders, incidents,
devices), how to list what came since a moment, and how to give one row to another person. A room below knows
none of them by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from chongyang.core.scopes import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """One row written since. `file` is the file that it was written to, `person` whose it stands as now.

    `says` is a word of the room's own (a kind, a number), nothing personal. A `fixed` one stays where it is.
    """

    row: UUID
    person: UUID
    file: UUID
    at: datetime
    says: str
    fixed: bool = False


class Since(Protocol):
    def __call__(self, persons: Sequence[UUID], since: datetime) -> list[Item]: ...


class Give(Protocol):
    def __call__(self, *, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Hanging:
    """One kind of rows. `forbids` gives the sentence why two files may not be linked now, or nothing."""

    name: str
    label: str
    since: Since
    give: Give | None = None
    forbids: Callable[[UUID, UUID], str] | None = None


_hanging: dict[str, Hanging] = {}


def hangs(name: str, label: str, since: Since, **more: Any) -> None:
    """Register one kind of rows; the same name again replaces it."""
    _hanging[name] = Hanging(name, label, since, **more)


def list_hanging() -> tuple[Hanging, ...]:
    """All kinds, in the order in which the rooms stand."""
    return tuple(_hanging.values())


def reason_against(double: UUID, survivor: UUID) -> str:
    """The first sentence that speaks against linking two files now; empty where none does."""
    found = (one.forbids(double, survivor) for one in list_hanging() if one.forbids)
    return next((reason for reason in found if reason), "")


Witness = Callable[..., None]
_linking: list[Witness] = []
_parting: list[Witness] = []


def witnesses(linking: Witness, parting: Witness) -> None:
    """A room that keeps what is needed to undo a link: called before a file is linked, and before it is
    parted, each in the same transaction, with double, survivor, by and now.
    """
    if linking not in _linking:
        _linking.append(linking)
        _parting.append(parting)


def tell_linking(*, double: UUID, survivor: UUID, by: Actor, now: datetime) -> None:
    for witness in _linking:
        witness(double=double, survivor=survivor, by=by, now=now)


def tell_parting(*, double: UUID, survivor: UUID, by: Actor, now: datetime) -> None:
    for witness in _parting:
        witness(double=double, survivor=survivor, by=by, now=now)
