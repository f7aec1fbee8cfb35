"""Business events and the way up the house.

`record` appends one row in the running transaction. A room above may register a handler for a kind of event;
each recorded event then leaves one outbox message for each handler, delivered at least once by the worker.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import outbox, sealing
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
    body = plain_json(payload or {})
    salt = os.urandom(16)
    event = Event.objects.create(
        kind=kind,
        at=now,
        area=area,
        subject_type=subject_type,
        subject=subject,
        organisation=organisation,
        person=person,
        purpose=purpose,
        payload=body,
        salt=salt,
        payload_digest=sealing.digest(salt + canonical(body)),
        **_columns_of(by),
    )
    _announce(event, now)
    return event


def _columns_of(by: Actor) -> dict[str, Any]:
    return {
        "actor_kind": by.kind,
        "actor_label": by.label,
        "actor_account": by.account,
        "actor_role": by.role,
        "actor_organisation": by.organisation,
    }


def _announce(event: Event, now: datetime) -> None:
    for name in _handlers[event.kind]:
        outbox.send(
            destination=f"handler:{name}",
            key=str(event.id),
            payload={"event": str(event.id)},
            area=event.area,
            person=event.person,
            now=now,
        )
