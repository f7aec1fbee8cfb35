"""Messages out: written with the business rows, delivered after the commit, never silently lost.

Each message is tried with growing pauses; after the last it lies on the dead-letter desk until a person
sends it again. Delivery is at least once: a deliverer is idempotent by the message's key.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from chongyang.core import access
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import Scope, system_scope

log = logging.getLogger(__name__)

Deliverer = Callable[[Mapping[str, Any]], None]
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 3600, 6 * 3600))
_deliverers: dict[str, Deliverer] = {}


class UnableToDeliver(Exception):
    """The other side did not take the message; the text is shown on the desk and holds nothing personal."""


class UnableToResend(Exception):
    """Only a dead message is sent again by hand."""


def delivers(destination: str) -> Callable[[Deliverer], Deliverer]:
    """Register what delivers to a destination."""

    def register(deliverer: Deliverer) -> Deliverer:
        _deliverers[destination] = deliverer
        return deliverer

    return register


def send(
    *,
    destination: str,
    key: str,
    payload: Mapping[str, Any],
    area: int,
    now: datetime,
    person: UUID | None = None,
) -> None:
    """Leave a message in the running transaction; the same key to the same destination is one message."""
    message = OutboxMessage(
        destination=destination,
        key=key,
        payload=dict(payload),
        area=area,
        person=person,
        due_at=now,
        created_at=now,
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def deliver_due(
    *, now: datetime, limit: int = 100, only: Sequence[str] = (), without: Sequence[str] = ()
) -> int:
    """Deliver up to `limit` due messages, each in a transaction of its own; returns how many were tried.

    `only` and `without` are beginnings of destinations: a slow vendor has a lane of its own.
    """
    lane = _beginning(only) if only else ~_beginning(without) if without else Q()
    tried = 0
    while tried < limit and _deliver_next(now, lane):
        tried += 1
    return tried


def _beginning(prefixes: Sequence[str]) -> Q:
    rule = Q()
    for prefix in prefixes:
        rule |= Q(destination__startswith=prefix)
    return rule


def _deliver_next(now: datetime, lane: Q) -> bool:
    with access.enter(system_scope("outbox")):
        waiting = OutboxMessage.objects.filter(lane, state="waiting", due_at__lte=now).order_by(
            "due_at", "id"
        )
        message = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if message is None:
            return False
        _try(message, now)
        return True


def _try(message: OutboxMessage, now: datetime) -> None:
    message.attempts += 1
    try:
        with transaction.atomic():
            _deliverers[message.destination](message.payload)
    except Exception as error:  # any failure of the other side is a failed attempt, not a crash of the worker
        _put_off(message, error, now)
    else:
        message.state, message.delivered_at, message.last_error = "delivered", now, ""
    message.save(update_fields=["attempts", "state", "delivered_at", "last_error", "due_at"])


def _put_off(message: OutboxMessage, error: Exception, now: datetime) -> None:
    told = str(error) if isinstance(error, UnableToDeliver) else type(error).__name__
    message.last_error = told[:300]
    if message.attempts > len(PAUSES):
        message.state = "dead"
    else:
        message.due_at = now + PAUSES[message.attempts - 1]
    log.warning("outbox %s attempt %s: %s", message.destination, message.attempts, type(error).__name__)


def list_dead(scope: Scope) -> list[OutboxMessage]:
    """The dead-letter desk: newest first, at most 200."""
    dead = access.visible(OutboxMessage.objects.filter(state="dead"), scope)
    return list(dead.order_by("-created_at", "-id")[:200])


@transaction.atomic
def resend(*, message: UUID, scope: Scope, now: datetime) -> OutboxMessage:
    """Put a dead message back into the queue with its attempts counted anew."""
    rows = access.visible(OutboxMessage.objects.filter(id=message, state="dead"), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToResend("not a dead message within reach")
    row.state, row.attempts, row.due_at = "waiting", 0, now
    row.save(update_fields=["state", "attempts", "due_at"])
    return row
