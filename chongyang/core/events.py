"""Business events and the way up the house.

`record` appends one row in the running transaction. A room above may register a handler for a kind of event;
each recorded event then leaves one outbox message for each handler, delivered at least once by the worker.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import bulk, outbox, sealing
from chongyang.core.models import Event
from chongyang.core.scopes import Actor

Handler = Callable[[Event], None]
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def handles(kind: str, name: str) -> Callable[[Handler], Handler]:
    """Register an idempotent handler for one kind of event, under a name that never changes."""

    def register(handler: Handler) -> Handler:
        _handlers[kind][name] = handler
        outbox.delivers(f"handler:{name}")(_deliver_to(handler))
        return handler

    return register


def _deliver_to(handler: Handler) -> outbox.Deliverer:
    def deliver(payload: Mapping[str, Any]) -> None:
        handler(Event.objects.get(id=payload["event"]))

    return deliver


def canonical(value: Any) -> bytes:
    """The one way to write JSON for a digest: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def plain_json(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as the database gives it back: there 1e16 is a whole number, and digests must agree."""
    return dict(json.loads(canonical(dict(payload)), parse_float=_plain_number))


def _plain_number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What one event of many is about; its payload is plain JSON and holds no name, number or address. `by`:
    who did it, where one set holds the doings of several.
    """

    area: int
    subject_type: str
    subject: UUID | None = None
    organisation: UUID | None = None
    person: UUID | None = None
    purpose: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    by: Actor | None = None


def record(
    kind: str,
    *,
    by: Actor,
    now: datetime,
    area: int,
    subject_type: str,
    subject: UUID | None = None,
    organisation: UUID | None = None,
    person: UUID | None = None,
    purpose: str = "",
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event (`room.noun.verb`); the payload is plain JSON and holds no name, number or address."""
    about = Happened(
        area=area,
        subject_type=subject_type,
        subject=subject,
        organisation=organisation,
        person=person,
        purpose=purpose,
        payload=payload or {},
    )
    event = _event(kind, about, by, now)
    event.save(force_insert=True)
    _announce([event], now)
    return event


def record_many(kind: str, about: Sequence[Happened], *, by: Actor, now: datetime) -> None:
    """Append one event of a kind for each, in their order, in a few statements: as `record` one by one."""
    record_mixed([(kind, one) for one in about], by=by, now=now)


def record_mixed(told: Sequence[tuple[str, Happened]], *, by: Actor, now: datetime) -> None:
    """Append events of several kinds in their order, in a few statements."""
    made = [_event(kind, one, by, now) for kind, one in told]
    bulk.create(made)
    _announce(made, now)


def _event(kind: str, about: Happened, by: Actor, now: datetime) -> Event:
    body = plain_json(about.payload)
    salt = os.urandom(16)
    return Event(
        kind=kind,
        at=now,
        area=about.area,
        subject_type=about.subject_type,
        subject=about.subject,
        organisation=about.organisation,
        person=about.person,
        purpose=about.purpose,
        payload=body,
        salt=salt,
        payload_digest=sealing.digest(salt + canonical(body)),
        **_columns_of(about.by or by),
    )


def _columns_of(by: Actor) -> dict[str, Any]:
    return {
        "actor_kind": by.kind,
        "actor_label": by.label,
        "actor_account": by.account,
        "actor_role": by.role,
        "actor_organisation": by.organisation,
    }


def _announce(events: Sequence[Event], now: datetime) -> None:
    for event in events:
        for name in _handlers[event.kind]:
            outbox.send(
                destination=f"handler:{name}",
                key=str(event.id),
                payload={"event": str(event.id)},
                area=event.area,
                person=event.person,
                now=now,
            )
