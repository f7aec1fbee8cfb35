"""The dead-letter desk: messages that no attempt brought home, shown without what they say."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events, outbox
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope
from chongyang.territory import queries
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message as whoever resends it sees it: neither payload nor person."""

    id: UUID
    destination: str
    area: int
    attempts: int
    created_at: datetime
    last_error: str


def _reach(scope: Scope) -> Scope:
    """The own scope; of who may know no person, and so has no areas, those of the organisation."""
    return queries.reach_of(scope) if scope.role in WITHOUT_PERSONS else scope


def list_dead_messages(*, scope: Scope, by: Actor) -> list[DeadMessage]:
    """Newest first, at most 200."""
    demand(scope, Can.RESEND_MESSAGES)
    held = _reach(scope)
    with enter(held):
        rows = outbox.list_dead(held)
    return [
        DeadMessage(row.id, row.destination, row.area, row.attempts, row.created_at, row.last_error)
        for row in rows
    ]


@transaction.atomic
def resend_message(*, message: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Put one back into the queue. Raises core.outbox.UnableToResend."""
    demand(scope, Can.RESEND_MESSAGES)
    held = _reach(scope)
    with enter(held):
        row = outbox.resend(message=message, scope=held, now=now)
        events.record(
            "core.message.resent",
            by=by,
            now=now,
            area=row.area,
            subject_type="message",
            subject=row.id,
            payload={"destination": row.destination},
        )
