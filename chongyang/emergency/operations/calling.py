"""A call for help on the line: an incident that is answered already, by whoever took the call."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.scopes import Scope
from chongyang.emergency.models import Incident
from chongyang.emergency.operations import steps
from chongyang.emergency.operations.receiving import receive
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@transaction.atomic
def receive_call(
    *,
    call: UUID,
    began_at: datetime,
    area: int,
    scope: Scope,
    now: datetime,
    person: UUID | None = None,
    number: str = "",
    caller_key: str = "",
    note: str = "",
) -> Incident:
    """The incident of this call, answered by the seat; a second call of the same caller joins the first.

    `caller_key` tells callers apart without their number; a hidden number is a subject of its own.
    """
    demand(scope, Can.ANSWER_CALLS)
    incident = receive(
        kind="call",
        source="call",
        subject_key=f"caller:{caller_key[:32]}" if caller_key else f"call:{call}",
        area=area,
        person=person,
        reference=call,
        said_at=began_at,
        received_at=began_at,
        by=scope.actor,
        note=note[:200],
        caller_number=number,
    )
    if incident.state == "open":
        _answer(incident, call, person, scope, now)
    return incident


def _answer(incident: Incident, call: UUID, person: UUID | None, scope: Scope, now: datetime) -> None:
    """Who takes the call has answered it; the person she names is identified by that."""
    incident.taken_by = scope.actor.account
    incident.save(update_fields=["taken_by"])
    evidence = steps.as_evidence(call=call)
    steps.take("acknowledge", incident, by=scope.actor, now=now, how="call_answered", evidence=evidence)
    if person:
        steps.take(
            "identify",
            incident,
            by=scope.actor,
            now=now,
            facts={"person"},
            how="caller_named",
            evidence=evidence,
        )
