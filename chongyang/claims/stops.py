"""Schemes that a death stops. Each room says in `apps.ready` what of its own would stop, and how.

    scheme("care_calls", N_("关爱电话"), present=lines_of, stop=end, resume=begin_again)

A told death lists what is present and stops nothing. When a person confirms it, the life status changes, and
each scheme is told by the outbox, at least once: `stop` and `resume` are idempotent. A scheme that asks the
file each time it works (a call list of the day) needs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.queries.events import list_events
from chongyang.core.scopes import SYSTEM, Scope, system_scope

if TYPE_CHECKING:
    from chongyang.core.models import Event

CHANGED = "registry.elder.status_changed"
TOLD = "claims.scheme.told"
Present = Callable[[Scope, UUID, datetime], Sequence[str]]
"""Lines in the reader's language of what would stop for a person; none where nothing would."""
Act = Callable[[UUID, datetime], None]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme. `label` is Chinese source text."""

    name: str
    label: str
    present: Present
    stop: Act | None = None
    resume: Act | None = None


@dataclass(frozen=True, slots=True)
class WouldStop:
    """What one scheme has for a person now."""

    scheme: Scheme
    lines: tuple[str, ...]


_schemes: dict[str, Scheme] = {}


def scheme(
    name: str, label: str, *, present: Present, stop: Act | None = None, resume: Act | None = None
) -> Scheme:
    """Register a scheme under a name that never changes; twice the same is once."""
    if name not in _schemes:
        events.handles(CHANGED, f"stops.{name}")(_tell(name))
    _schemes[name] = Scheme(name, label, present, stop, resume)
    return _schemes[name]


def all_schemes() -> tuple[Scheme, ...]:
    """In the order of their registration: the lower room first."""
    return tuple(_schemes.values())


def what_would_stop(scope: Scope, person: UUID, now: datetime) -> list[WouldStop]:
    """Per scheme what a person has, within the reader's reach; schemes without anything stand there too."""
    return [WouldStop(one, tuple(one.present(scope, person, now))) for one in all_schemes()]


def _tell(name: str) -> events.Handler:
    def deliver(event: Event) -> None:
        status = (event.payload or {}).get("status", "")
        if event.person is None or status == "moved":
            return
        one = _schemes[name]
        with enter(system_scope(f"stops.{name}")):
            act = one.stop if status == "dead" else one.resume
            if act is not None:
                act(event.person, event.at)
            _note(event, name, "stop" if status == "dead" else "resume")

    return deliver


def _note(event: Event, name: str, what: str) -> None:
    """That the scheme was told stands among the person's events; a second delivery adds nothing."""
    told: dict[str, Any] = {"scheme": name, "what": what, "because": str(event.id)}
    persons = [event.person] if event.person else []
    noted = list_events(system_scope(f"stops.{name}"), persons=persons, kinds=[TOLD])
    if told not in [one.payload for one in noted]:
        events.record(
            TOLD,
            by=SYSTEM,
            now=event.at,
            area=event.area,
            subject_type="registry.elder",
            subject=event.person,
            person=event.person,
            payload=told,
        )
