"""A correction is carried out elsewhere: a change request is opened for it, and its decision is the answer.

The room of changes lies above this one and calls it: while one is open nobody answers by hand, and when the
last has ended the request is answered by whoever decided, in the words of the decision.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access, live
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import RightsRequest
from chongyang.privacy.operations.common import refuse
from chongyang.privacy.permissions import Can, demand
from chongyang.privacy.rules.rights import Kind, Outcome

NOT_CORRECTION = N_("这件请求不是更正。")
NOT_OPEN = N_("这件请求已经答复或撤回。")


@transaction.atomic
def open_correction(*, request: UUID, scope: Scope) -> RightsRequest:
    """The request, held, if a change may be opened for it. Raises NotAllowed, NotFound, UnableToHandle."""
    demand(scope, Can.HANDLE_RIGHTS)
    cases.hold(request)
    row = queries.access_request(scope, request)
    refuse({} if row.kind == Kind.CORRECTION else {"request": NOT_CORRECTION})
    refuse({} if row.state in ("received", "working") else {"request": NOT_OPEN})
    return row


@transaction.atomic
def refer_request(*, row: RightsRequest, reference: UUID, by: Actor, now: datetime) -> RightsRequest:
    """It is worked on from now on, by the change request that is named."""
    row.reference = reference
    if row.state == "received":
        case = cases.perform(case=queries.case_of(row), action="take", by=by, now=now, how="change")
        row.state = case.state
    row.save(update_fields=["reference", "state"])
    live.announce("rights", area=row.area)
    return row


@transaction.atomic
def settle_referred(*, request: UUID, outcome: str, answer: str, by: Actor, now: datetime) -> None:
    """The last change has ended: its decision is the answer; without one (all withdrawn) the request is open
    to be answered by hand again. One that was answered or withdrawn meanwhile stays as it is.
    """
    with access.enter(system_scope("referred right", actor=by)):
        cases.hold(request)
        row = RightsRequest.objects.filter(id=request, state="working").first()
        if row is None:
            return
        if not outcome:
            row.reference = None
            row.save(update_fields=["reference"])
            return
        row.outcome, row.answer, row.answered_at = Outcome.of(outcome).value, answer.strip(), now
        case = cases.perform(
            case=queries.case_of(row),
            action="answer",
            by=by,
            now=now,
            how="change",
            facts={"outcome", "carried_out"},
            evidence={"outcome": outcome},
        )
        row.state = case.state
        row.save()
        live.announce("rights", area=row.area)
