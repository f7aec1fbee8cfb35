"""What the rule says is laid down with every step: proposed by one, decided by another, and paid by order.

What is approved is the same answer that was proposed, to the byte; a parameter or an input that changed in
between sends it back.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.funding import permissions, queries
from chongyang.funding.enums import Kind, Outcome
from chongyang.funding.models import Application, Decision
from chongyang.funding.operations.awarding import open_award
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.operations.events import tell
from chongyang.funding.operations.handling import held_in, judging
from chongyang.funding.operations.noticing import publish
from chongyang.funding.operations.paying import order
from chongyang.funding.operations.signalling import hold_new_orders
from chongyang.funding.operations.submitting import check_paid_before, release, row_flow, step
from chongyang.funding.queries.freezes import FROZEN, frozen
from chongyang.funding.rules.finding import Finding
from chongyang.funding.rules.flows import ENTITLED
from chongyang.funding.rules.forms import Faulty

NOT_KNOWN = N_("还缺：%(missing)s。请先退回补正。")
NOT_ENTITLED = N_("按口径计算不符合条件，不能同意；请写明理由提出不予同意。")
CHANGED = N_("提出之后口径或核查结果有变化，计算结果不同，请退回重新提出。")
NOT_PROPOSED = N_("还没有人提出，请先退回重新提出。")


@transaction.atomic
def propose(*, application: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Application:
    """Ask the rule and lay its answer down: a yes goes on (to the notice, or to who decides), a no goes to
    who decides with the reason. What is not known yet is refused with its names. Raises UnableToHandle,
    UnableToStep.
    """
    row, stage = held_in(application, scope, Kind.PROPOSE)
    with judging(row, by, now) as facts:
        _check_frozen(row, now)
        found = _found(row)
        if found.is_yes:
            step(row, f"pass_{stage.name}", by, now, facts={*facts, ENTITLED}, reason=reason)
        else:
            step(row, f"against_{stage.name}", by, now, facts=facts, reason=reason)
        lay_down(row, found, Outcome.PROPOSED, reason, by, now)
        waiting = row_flow(row).stage(row.state)
        if waiting and waiting.kind == Kind.NOTICE:
            publish(row, found, by, now)
        row.save()
    return row


@transaction.atomic
def approve(*, application: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Application:
    """Agree with what was proposed, and order the payment in the same transaction: without a budget nothing
    is approved. Raises UnableToHandle, UnableToStep, the treasury's UnableToPay.
    """
    row, _ = held_in(application, scope, Kind.DECIDE)
    with judging(row, by, now) as facts:
        _check_frozen(row, now)
        found = _found(row)
        if not found.is_yes:
            raise UnableToHandle({"answer": NOT_ENTITLED})
        _check_proposed(row, found)
        if wrong := check_paid_before(row, programme_of(row.programme)):
            raise UnableToHandle(wrong)
        step(row, "approve", by, now, facts={*facts, ENTITLED}, reason=reason)
        decision = lay_down(row, found, Outcome.APPROVED, reason, by, now)
        row.amount_fen, row.decided_at = found.amount_fen, now
        order(row, decision, by, now)
        row.save()
        open_award(row, by, now)
        hold_new_orders(row, now)
        tell("approved", row, by, now, amount_fen=row.amount_fen, decision=str(decision.id))
    return row


@transaction.atomic
def refuse(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """Do not agree, with the reason that stands in the letter; what it counted is free again."""
    row, _ = held_in(application, scope, Kind.DECIDE)
    with judging(row, by, now) as facts:
        found = queries.finding_of(row)
        step(row, "refuse", by, now, facts=facts, reason=reason)
        decision = lay_down(row, found, Outcome.REFUSED, reason, by, now)
        row.answer = reason.strip()
        release(row)
        row.save()
        tell("refused", row, by, now, decision=str(decision.id))
    return row


@transaction.atomic
def send_back(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """Who decides asks who proposes to propose anew, with the reason."""
    row, _ = held_in(application, scope, Kind.DECIDE)
    with judging(row, by, now) as facts:
        step(row, "send_back", by, now, facts=facts, reason=reason)
        row.save()
    return row


def _found(row: Application) -> Finding:
    found = queries.finding_of(row)
    if found.missing:
        inputs = programme_of(row.programme).inputs
        words = "、".join(inputs[name].label for name in found.missing if name in inputs)
        raise UnableToHandle({"answer": Faulty(NOT_KNOWN, missing=words)})
    return found


def _check_frozen(row: Application, now: datetime) -> None:
    held = programme_of(row.programme)
    if stopped := frozen(held, row.area, timezone.localdate(now)):
        raise UnableToHandle({"programme": Faulty(FROZEN, since=stopped[0], document=stopped[1])})


def _check_proposed(row: Application, found: Finding) -> None:
    proposed = queries.last_decision(row, Outcome.PROPOSED.value)
    if proposed is None:
        raise UnableToHandle({"answer": NOT_PROPOSED})
    if proposed.digest != found.digest:
        raise UnableToHandle({"answer": CHANGED})


def lay_down(
    row: Application, found: Finding, outcome: Outcome, reason: str, by: Actor, now: datetime
) -> Decision:
    """Write the answer with its trace; it is never changed."""
    return Decision.objects.create(
        application=row,
        area=row.area,
        person=row.person,
        organisation=row.organisation,
        outcome=outcome.value,
        answer=found.answer,
        missing=list(found.missing),
        amount_fen=found.amount_fen,
        parts=dict(found.parts),
        trace=list(found.steps),
        day=found.day,
        inputs=queries.inputs_of(row),
        choices=dict(found.choices),
        digest=found.digest,
        reason=reason.strip()[:500],
        made_by=permissions.account_of(by),
        made_at=now,
    )
