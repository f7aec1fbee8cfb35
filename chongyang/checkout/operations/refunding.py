"""Money that goes back: asked by one, decided by another, sent by a worker, done when the vendor says so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from chongyang.checkout import permissions
from chongyang.checkout.enums import AttemptState, RefundState
from chongyang.checkout.models import Attempt, Refund
from chongyang.checkout.operations import errors, vendors
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.operations.numbers import next_number
from chongyang.checkout.queries import access_attempt, access_refund
from chongyang.core import access, events, outbox
from chongyang.core.outbox import UnableToDeliver
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_

DESTINATION = "checkout.refunds"
SURPLUS = N_("重复付款，原路退回")


@transaction.atomic
def ask_refund(
    *, attempt: UUID, amount_fen: int, reason: str, scope: Scope, by: Actor, now: datetime
) -> Refund:
    """Ask that a payment, or a part, goes back. Never more than came, over all refunds: the row's check holds
    it for two who ask at once. Raises UnableToCheckOut, NotFound.
    """
    permissions.demand_refund(scope)
    access_attempt(scope, attempt)
    if not reason.strip():
        raise UnableToCheckOut(errors.REASON)
    with access.enter(system_scope("refund", actor=by)):
        row = Attempt.objects.select_for_update(of=("self",)).get(id=attempt)
        if row.state not in (AttemptState.PAID, AttemptState.SURPLUS):
            raise UnableToCheckOut(errors.NOT_PAID)
        if amount_fen <= 0 or row.back_fen + amount_fen > row.amount_fen:
            raise UnableToCheckOut(errors.TOO_MUCH)
        return _ask(row, amount_fen, reason.strip()[:200], by, now)


def ask_for_surplus(row: Attempt, *, now: datetime) -> Refund:
    """Money that came for nothing: the system asks, and one person decides."""
    return _ask(row, row.amount_fen, SURPLUS, SYSTEM, now)


def _ask(row: Attempt, amount_fen: int, reason: str, by: Actor, now: datetime) -> Refund:
    row.back_fen += amount_fen
    row.save(update_fields=["back_fen"])
    made = Refund.objects.create(
        attempt=row,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        number=next_number("R", now),
        amount_fen=amount_fen,
        reason=reason,
        asked_by=by.account,
        asked_at=now,
    )
    _tell("checkout.refund.asked", made, by, now)
    return made


@transaction.atomic
def decide_refund(*, refund: UUID, approve: bool, scope: Scope, by: Actor, now: datetime) -> Refund:
    """Another person than who asked says yes or no. Raises UnableToCheckOut, NotFound."""
    permissions.demand_refund(scope)
    access_refund(scope, refund)
    with access.enter(system_scope("refund", actor=by)):
        row = Refund.objects.select_for_update(of=("self",)).get(id=refund)
        if row.state != RefundState.ASKED:
            raise UnableToCheckOut(errors.DECIDED)
        if row.asked_by == by.account:
            raise UnableToCheckOut(errors.OWN)
        row.state = (RefundState.APPROVED if approve else RefundState.REFUSED).value
        row.decided_by, row.decided_at = by.account, now
        row.save(update_fields=["state", "decided_by", "decided_at"])
        if approve:
            outbox.send(
                destination=DESTINATION,
                key=row.number,
                payload={"refund": str(row.id)},
                area=row.area,
                now=now,
            )
        else:
            _free(row)
        _tell("checkout.refund.approved" if approve else "checkout.refund.refused", row, by, now)
    return row


def send_refund(payload: Any, *, now: datetime) -> None:
    """The worker's part; the number makes a second sending the same refund. Raises UnableToDeliver."""
    row = Refund.objects.select_related("attempt").get(id=payload["refund"])
    if row.state not in (RefundState.APPROVED, RefundState.SENT):
        return
    paid = row.attempt
    wanted = vendors.BackWanted(
        row.number, paid.number, paid.merchant, row.amount_fen, paid.amount_fen, row.reason
    )
    try:
        told = vendors.vendor_of(paid.vendor).give_back(wanted)
    except (vendors.NotReached, KeyError) as error:
        raise UnableToDeliver("not_reached") from error
    row.state = RefundState.SENT.value
    row.save(update_fields=["state"])
    if told.outcome in (vendors.BACK, vendors.BACK_FAILED):
        take_refund(told, now=now)


@transaction.atomic
def take_refund(told: vendors.Told, *, now: datetime, vendor: str = "") -> str:
    """What the vendor says of a refund; a word as `paying.take_payment` gives."""
    if told.outcome not in (vendors.BACK, vendors.BACK_FAILED):
        return "waiting"
    with access.enter(system_scope("vendor")):
        row = Refund.objects.select_for_update(of=("self",)).filter(number=told.refund).first()
        if row is None:
            return "unknown"
        if vendor and row.attempt.vendor != vendor:
            return "not_theirs"
        if row.state in (RefundState.DONE, RefundState.FAILED):
            return "repeated"
        if row.state not in (RefundState.APPROVED, RefundState.SENT) or told.amount_fen != row.amount_fen:
            return "wrong_amount"
        is_done = told.outcome == vendors.BACK
        row.state = (RefundState.DONE if is_done else RefundState.FAILED).value
        row.done_at = told.at
        row.save(update_fields=["state", "done_at"])
        if not is_done:
            _free(row)
        _tell("checkout.refund.done" if is_done else "checkout.refund.failed", row, SYSTEM, now)
    return "taken"


def _free(row: Refund) -> None:
    """What does not go back may be asked for again."""
    Attempt.objects.filter(id=row.attempt_id).update(back_fen=F("back_fen") - row.amount_fen)


def _tell(kind: str, row: Refund, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="checkout.refund",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"amount_fen": row.amount_fen},
    )
