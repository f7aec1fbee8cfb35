"""What a place costs: a bill when it is given, a refund that somebody decides when it is given back."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from chongyang.activities.enums import Leaving
from chongyang.activities.models import Enrolment, Offering
from chongyang.activities.rules.conditions import back_of
from chongyang.checkout import operations as checkout
from chongyang.checkout import queries as bills
from chongyang.checkout.enums import AttemptState, BillKind, BillState
from chongyang.checkout.models import Attempt
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.core.words import N_

BACK = N_("课程或出游退出，按规则退费")
OF_HOST = (Leaving.STOPPED.value, Leaving.DIED.value)
"""Reasons for which nothing is kept."""


def ask(row: Enrolment, offering: Offering, by: Actor, now: datetime) -> None:
    """The fee as a bill."""
    checkout.make_bill(
        kind=BillKind.SERVICE,
        reference=row.id,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        item=offering.title,
        amount_fen=row.fee_fen,
        by=by,
        now=now,
    )


def forget(row: Enrolment, by: Actor, now: datetime) -> bool:
    """An open bill is cancelled: nobody owes it. Whether it was paid before, its event still under way."""
    bill = checkout.cancel_bill(reference=row.id, kind=BillKind.SERVICE, by=by, now=now)
    return bill is not None and bill.state == BillState.PAID


def give_back(row: Enrolment, offering: Offering, by: Actor, now: datetime) -> int:
    """What goes back of a paid fee; asked as a refund where it came through a vendor, else the host's counter
    gives it. Returns the amount.
    """
    if not row.paid_at:
        if not forget(row, by, now):
            return 0
        row.paid_at = now
    fen = back_of(
        row.fee_fen,
        row.cancellation,
        offering.starts_on,
        timezone.localdate(now),
        is_hosts=row.leaving in OF_HOST,
    )
    paid = _payment_of(row.id)
    if paid is None:
        return fen
    fen = min(fen, paid.amount_fen - paid.back_fen)  # a desk may have given back some of it before
    if fen:
        scope = system_scope("refund")
        checkout.ask_refund(attempt=paid.id, amount_fen=fen, reason=BACK, scope=scope, by=SYSTEM, now=now)
    return fen


def _payment_of(enrolment: UUID) -> Attempt | None:
    """The payment at a vendor that paid the fee, None where the host took it at its counter."""
    for bill in bills.bills_of(system_scope("refund"), [enrolment]):
        if bill.state == BillState.PAID:
            return next((one for one in bill.attempts.all() if one.state == AttemptState.PAID), None)
    return None
