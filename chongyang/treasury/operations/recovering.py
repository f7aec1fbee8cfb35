"""Money that has to come back: ordered once, in instalments. How it comes: `operations.repaying`."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from chongyang.core import access, events
from chongyang.core.scopes import Actor, system_scope
from chongyang.core.words import N_
from chongyang.treasury.enums import EntryKind, OrderState
from chongyang.treasury.models import Instalment, PaymentOrder, Receivable
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import SAME_KEY, UnableToPay
from chongyang.treasury.operations.orders import sums_of
from chongyang.treasury.rules import ledger
from chongyang.treasury.rules.told import AMOUNT, MOST_KEY

NOT_PAID = N_("只有已到账的付款可以追回。")
MORE_THAN_PAID = N_("追回的总额超过了这笔付款。")
INSTALMENTS = N_("各期金额之和必须等于追回总额，日期依次递增。")
REASON = N_("请填写追回的理由。")
MOST_REASON, MOST_INSTALMENTS = 200, 120


@transaction.atomic
def order_recovery(
    *,
    order: UUID,
    amount_fen: int,
    instalments: Sequence[tuple[date, int]],
    reason: str,
    reference: tuple[str, UUID],
    key: str,
    held_by: Collection[UUID] = (),
    set_off: bool = True,
    by: Actor,
    now: datetime,
) -> Receivable:
    """What was paid wrongly has to come back, of one paid order, never more than it was. `instalments` are
    (day, fen) in order and sum to it; the same `key` is one recovery. `set_off` allows taking it from the
    payee's next payments. The caller has checked the right to decide. Raises UnableToPay.
    """
    if wrong := _fault(amount_fen, instalments, reason, key):
        raise UnableToPay(wrong)
    with access.enter(system_scope("recovery", actor=by)):
        paid = PaymentOrder.objects.select_for_update(of=("self",)).get(id=order)
        if known := Receivable.objects.filter(key=key).first():
            return _same(known, paid, amount_fen)
        if paid.state != OrderState.PAID:
            raise UnableToPay({"order": NOT_PAID})
        asked = Receivable.objects.filter(order=paid).aggregate(fen=Sum("amount_fen"))["fen"] or 0
        if asked + amount_fen > paid.amount_fen:
            raise UnableToPay({"amount": MORE_THAN_PAID})
        row = Receivable.objects.create(
            payee_id=paid.payee_id,
            area=paid.area,
            person=paid.person,
            organisation=paid.organisation,
            programme=paid.programme,
            order=paid,
            reference_kind=reference[0],
            reference=reference[1],
            key=key,
            reason=reason.strip(),
            amount_fen=amount_fen,
            set_off=set_off,
            held_by=sorted(set(held_by), key=str),
            ordered_at=now,
        )
        Instalment.objects.bulk_create(
            Instalment(receivable=row, area=row.area, number=number, due_on=on, amount_fen=fen)
            for number, (on, fen) in enumerate(instalments, start=1)
        )
        enter_share(EntryKind.RECOVERY, row, amount_fen, by, now)
        tell("treasury.recovery.ordered", row, amount_fen, by, now)
    return row


def _fault(amount: int, instalments: Sequence[tuple[date, int]], reason: str, key: str) -> dict[str, str]:
    if (
        type(amount) is not int
        or amount <= 0
        or any(type(fen) is not int or fen <= 0 for _, fen in instalments)
    ):
        return {"amount": AMOUNT}
    days = [on for on, _ in instalments]
    is_right = sum(fen for _, fen in instalments) == amount and days == sorted(set(days))
    if not is_right or not 0 < len(days) <= MOST_INSTALMENTS or not 0 < len(key) <= MOST_KEY:
        return {"instalments": INSTALMENTS}
    return {} if 0 < len(reason.strip()) <= MOST_REASON else {"reason": REASON}


def _same(known: Receivable, paid: PaymentOrder, amount: int) -> Receivable:
    if (known.order_id, known.amount_fen) != (paid.id, amount):
        raise UnableToPay({"key": SAME_KEY})
    return known


def enter_share(kind: EntryKind, row: Receivable, amount: int, by: Actor, now: datetime) -> None:
    """On the payers of the payment, each by what it had paid."""
    paid = sums_of(PaymentOrder(id=row.order_id, programme=row.programme, payee_id=row.payee_id))
    parts = ledger.share(amount, [one.amount_fen for one in paid])
    sums = [replace(one, amount_fen=part) for one, part in zip(paid, parts, strict=True)]
    enter(kind, sums, area=row.area, reference=("receivable", row.id), by=by, now=now)


def tell(kind: str, row: Receivable, amount: int, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="treasury.receivable",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"fen": amount, "reference": str(row.reference), "kind": row.reference_kind},
    )
