"""A person's request for a correction becomes change requests, and is answered when the last of them ends."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.privacy import operations as privacy
from chongyang.privacy.rules.rights import Outcome
from chongyang.registration.models import ChangeRequest
from chongyang.registration.operations.changes import ask_change
from chongyang.registration.operations.errors import UnableToAsk
from chongyang.registration.queries.changes import OPEN
from chongyang.registration.rules.changes import ChangeForm

CARRIED_BEFORE = N_("同样的变更正为另一件更正请求办理。")


@transaction.atomic
def carry_correction(
    *, right: UUID, form: ChangeForm, scope: Scope, by: Actor, now: datetime
) -> ChangeRequest:
    """Open a change request for a correction; it is decided like any other, by another person.

    Raises NotAllowed and NotFound of either room, privacy's UnableToHandle, UnableToAsk.
    """
    asked = privacy.open_correction(request=right, scope=scope)
    row = ask_change(person=asked.person, form=form, scope=scope, by=by, now=now)
    if row.carries not in (None, asked.id):
        raise UnableToAsk({"changes": CARRIED_BEFORE})
    row.carries = asked.id
    row.save(update_fields=["carries"])
    privacy.refer_request(row=asked, reference=row.id, by=by, now=now)
    return row


def follow_decision(row: ChangeRequest, by: Actor, now: datetime) -> None:
    """Part of each decision: who asked for the correction has her answer when nothing of it is open."""
    if row.carries is None:
        return
    with access.enter(system_scope("carried correction", actor=by)):
        rows = list(ChangeRequest.objects.filter(carries=row.carries).order_by("asked_at", "id"))
        if any(one.state in OPEN for one in rows):
            return
        decided = [one for one in rows if one.state != "withdrawn"]
        told = "；".join(one.answer.plain for one in decided if one.answer)
        privacy.settle_referred(
            request=row.carries, outcome=_outcome({one.state for one in decided}), answer=told, by=by, now=now
        )


def _outcome(states: set[str]) -> str:
    if not states:
        return ""
    if states == {"approved"}:
        return Outcome.GRANTED.value
    return Outcome.PARTLY.value if "approved" in states else Outcome.REFUSED.value
