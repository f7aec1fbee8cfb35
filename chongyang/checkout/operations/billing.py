"""A bill is made once for a thing, and cancelled while nobody has paid it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.checkout.enums import AttemptState, BillKind, BillState
from chongyang.checkout.models import Attempt, Bill
from chongyang.checkout.operations.numbers import next_number
from chongyang.checkout.rules.limits import limits
from chongyang.core import access, events
from chongyang.core.scopes import Actor, system_scope


@transaction.atomic
def make_bill(
    *,
    kind: BillKind,
    reference: UUID,
    person: UUID,
    area: int,
    organisation: UUID,
    item: str,
    amount_fen: int,
    by: Actor,
    now: datetime,
) -> Bill:
    """What the elder owes for one thing: the same reference and kind is the same bill,
    whatever is told; one that was cancelled stands again."""
    with access.enter(system_scope("billing", actor=by)):
        row, is_new = Bill.objects.get_or_create(
            reference=reference,
            kind=kind.value,
            defaults={
                "number": next_number("B", now),
                "person": person,
                "area": area,
                "organisation": organisation,
                "item": item,
                "amount_fen": amount_fen,
                "made_at": now,
                "due_on": timezone.localdate(now) + timedelta(days=limits().due_days),
            },
        )
        if not is_new and row.state == BillState.CANCELLED:
            row.state = BillState.OPEN.value
            row.save(update_fields=["state"])
        if is_new:
            tell("checkout.bill.made", row, by, now)
    return row


@transaction.atomic
def cancel_bill(*, reference: UUID, kind: BillKind, by: Actor, now: datetime) -> Bill | None:
    """Nobody owes it any more. A paid bill stays paid: what came goes back as a refund."""
    with access.enter(system_scope("billing", actor=by)):
        rows = Bill.objects.select_for_update(of=("self",))
        row = rows.filter(reference=reference, kind=kind.value).first()
        if row is None or row.state != BillState.OPEN:
            return row
        row.state = BillState.CANCELLED.value
        row.save(update_fields=["state"])
        begun = Attempt.objects.filter(bill=row, state=AttemptState.OPEN.value)
        begun.update(state=AttemptState.CLOSED.value)
        tell("checkout.bill.cancelled", row, by, now)
    return row


def tell(kind: str, row: Bill, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="checkout.bill",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"reference": str(row.reference), "kind": row.kind, "amount_fen": row.amount_fen},
    )
