"""A second person looks at a visit whose evidence is too weak, rings the elder, and decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import operations as order_steps
from chongyang.orders import queries as orders
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import queries
from chongyang.visits.enums import CallBackOutcome, Verdict
from chongyang.visits.models import CallBack, Visit
from chongyang.visits.operations import judging
from chongyang.workforce import queries as workforce

OWN_VISIT = N_("您参与了这次上门，不能核实。")
OWN_PROVIDER = N_("服务商自己的人不能核实。")
NOT_BELOW = N_("这次上门不在待核实之列，可能已有人办理。")
NO_END = N_("没有结束登记，不能核实通过。请服务商补传，或核实不通过。")
REASON_LACKS = N_("请写明核实的理由。")
OUTCOME_LACKS = N_("请选择回访结果。")
LONGEST = 500
DISPUTED_FROM = ("done", "confirmed")


class UnableToVerify(Exception):
    """Why not; `reason` is Chinese source text, `field` where it belongs."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


@transaction.atomic
def verify(*, visit: UUID, accept: bool, reason: str, by: Actor, scope: Scope, now: datetime) -> Visit:
    """Below the line: payable after all, or not. Never by who came, nor by the provider's own people.

    Raises NotAllowed, NotFound, UnableToVerify.
    """
    row = queries.access_to_verify(scope, visit)
    refuse_own(scope, row)
    said = reason.strip()[:LONGEST]
    if not said:
        raise UnableToVerify(REASON_LACKS, "reason")
    with enter(system_scope("verify", actor=by)):
        cases.hold(row.order)
        row = Visit.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.verdict != Verdict.BELOW:
            raise UnableToVerify(NOT_BELOW)
        if accept and row.ended_at is None:
            raise UnableToVerify(NO_END, "accept")
        row.verdict = (Verdict.VERIFIED if accept else Verdict.REJECTED).value
        row.verified_by, row.verified_at, row.verify_reason = by.account, now, said
        row.save(update_fields=["verdict", "verified_by", "verified_at", "verify_reason"])
        judging.tell("verified" if accept else "rejected", row, by=by, now=now, score=row.score)
        _move(row, accept, said, by, now)
    return row


def _move(row: Visit, accept: bool, said: str, by: Actor, now: datetime) -> None:
    """The order follows: verified, or disputed with the reason."""
    if accept:
        return judging.make_payable(row, by=by, now=now)
    order = orders.get_many(system_scope("verify"), [row.order])[row.order]
    if order.state in DISPUTED_FROM:
        scope = system_scope("verify", actor=by)
        order_steps.step(
            order=row.order, action="dispute", by=by, now=now, scope=scope, reason=said, how="verify"
        )
    return None


def refuse_own(scope: Scope, row: Visit) -> None:
    """Raise UnableToVerify for who came, and for the provider's own people, whatever their post."""
    account = scope.actor.account
    if account is None or account in row.accounts:
        raise UnableToVerify(OWN_VISIT)
    carer = workforce.carer_of_account(scope, account)
    if carer is not None and carer.id in row.carers:
        raise UnableToVerify(OWN_VISIT)
    if scope.organisation == row.organisation or (carer and carer.organisation == row.organisation):
        raise UnableToVerify(OWN_PROVIDER)


@transaction.atomic
def call_back(
    *, visit: UUID, outcome: str, by: Actor, scope: Scope, now: datetime, note: str = ""
) -> CallBack:
    """What the elder said on the telephone; a visit that waits is judged anew with it.

    Raises NotAllowed, NotFound, UnableToVerify.
    """
    demand(scope, Can.VERIFY_VISITS)
    row = queries.access_to_verify(scope, visit)
    refuse_own(scope, row)
    if outcome not in set(CallBackOutcome):
        raise UnableToVerify(OUTCOME_LACKS, "outcome")
    assert by.account is not None
    with enter(system_scope("call back", actor=by)):
        made = CallBack(
            visit=row, person=row.person, area=row.area, account=by.account, outcome=outcome, at=now
        )
        made.note = note.strip()[:LONGEST]
        made.save(force_insert=True)
        judging.tell("called_back", row, by=by, now=now, outcome=outcome)
        if row.verdict in ("", Verdict.BELOW.value) and row.ended_at:
            judging.judge(visit=row, now=now)
    return made
