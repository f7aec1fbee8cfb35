"""Money that has to come back: ordered once, in instalments, by transfer or set off against later payment."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import EntryKind, OrderState, ReceivableState, Way
from chongyang.treasury.models import Collection as Collected
from chongyang.treasury.models import Instalment, OrderPart, PaymentOrder, Receivable
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import SAME_KEY, UnableToPay
from chongyang.treasury.operations.orders import sums_of
from chongyang.treasury.operations.releasing import OVER
from chongyang.treasury.rules import ledger
from chongyang.treasury.rules.told import AMOUNT, MOST_KEY

NOT_PAID = N_("只有已到账的付款可以追回。")
MORE_THAN_PAID = N_("追回的总额超过了这笔付款。")
INSTALMENTS = N_("各期金额之和必须等于追回总额，日期依次递增。")
MORE_THAN_OWED = N_("金额超过了尚未追回的数额。")
REASON = N_("请填写追回的理由。")
NOT_HERS = N_("只能抵扣同一收款人待付的款项。")
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
        _enter(EntryKind.RECOVERY, row, amount_fen, by, now)
        _tell("treasury.recovery.ordered", row, amount_fen, by, now)
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


@transaction.atomic
def collect(
    *, receivable: UUID, amount_fen: int, on: date, key: str, scope: Scope, by: Actor, now: datetime
) -> Receivable:
    """Money came in by transfer; the bank's reference as `key` counts once. Raises NotFound, UnableToPay."""
    permissions.demand_make(scope)
    permissions.account_of(by)
    queries.access_receivable(scope, receivable)
    with access.enter(system_scope("recovery", actor=by)):
        row = Receivable.objects.select_for_update(of=("self",)).get(id=receivable)
        if Collected.objects.filter(key=key).exists():
            return row
        _take(row, amount_fen, Way.TRANSFER, on, key, by, now)
        _enter(EntryKind.COLLECT, row, amount_fen, by, now)
    return row


@transaction.atomic
def set_off(*, receivable: UUID, order: UUID, scope: Scope, by: Actor, now: datetime) -> Receivable:
    """Take what is owed from a planned payment of the same payee: it pays the rest, or nothing and is done.
    Not by who decided the recovery or the payment. Raises NotFound, UnableToPay.
    """
    permissions.demand_make(scope)
    doer = permissions.account_of(by)
    queries.access_receivable(scope, receivable)
    with access.enter(system_scope("recovery", actor=by)):
        owed = Receivable.objects.select_for_update(of=("self",)).get(id=receivable)
        row = PaymentOrder.objects.select_for_update(of=("self",)).filter(id=order).first()
        if (
            row is None
            or row.payee_id != owed.payee_id
            or row.state != OrderState.PLANNED
            or not owed.set_off
        ):
            raise UnableToPay({"order": NOT_HERS})
        if doer in (*owed.held_by, *row.held_by):
            raise UnableToPay({"person": N_("您办理过这件事项的环节，不能办理抵扣。")})
        amount = min(owed.amount_fen - owed.collected_fen, row.amount_fen - row.set_off_fen)
        today = timezone.localdate(now)
        _take(owed, amount, Way.SET_OFF, today, f"set-off/{owed.id}/{row.id}", by, now, row)
        _spend(row, amount, by, now)
        row.set_off_fen += amount
        if row.set_off_fen == row.amount_fen:
            row.state, row.paid_on = OrderState.PAID.value, today
        row.save(update_fields=["set_off_fen", "state", "paid_on"])
    return owed


def _take(
    row: Receivable,
    amount: int,
    way: Way,
    on: date,
    key: str,
    by: Actor,
    now: datetime,
    order: PaymentOrder | None = None,
) -> None:
    if type(amount) is not int or amount <= 0:
        raise UnableToPay({"amount": AMOUNT})
    if amount > row.amount_fen - row.collected_fen:
        raise UnableToPay({"amount": MORE_THAN_OWED})
    Collected.objects.create(
        receivable=row,
        area=row.area,
        way=way.value,
        order=order,
        amount_fen=amount,
        on=on,
        key=key,
        by=by.account,
    )
    row.collected_fen += amount
    if row.collected_fen == row.amount_fen:
        row.state = ReceivableState.COLLECTED.value
    row.save(update_fields=["collected_fen", "state"])
    _fill_instalments(row, amount, on)
    _tell("treasury.recovery.collected", row, amount, by, now)


def _fill_instalments(row: Receivable, amount: int, on: date) -> None:
    """The earliest instalment first."""
    for part in Instalment.objects.filter(receivable=row, collected_fen__lt=F("amount_fen")).order_by(
        "number"
    ):
        taken = min(amount, part.amount_fen - part.collected_fen)
        part.collected_fen, amount = part.collected_fen + taken, amount - taken
        part.collected_on = on if part.collected_fen == part.amount_fen else None
        part.save(update_fields=["collected_fen", "collected_on"])
        if not amount:
            return


def _enter(kind: EntryKind, row: Receivable, amount: int, by: Actor, now: datetime) -> None:
    """On the payers of the payment, each by what it had paid."""
    paid = sums_of(PaymentOrder(id=row.order_id, programme=row.programme, payee_id=row.payee_id))
    parts = ledger.share(amount, [one.amount_fen for one in paid])
    sums = [replace(one, amount_fen=part) for one, part in zip(paid, parts, strict=True)]
    enter(kind, sums, area=row.area, reference=("receivable", row.id), by=by, now=now)


def _spend(row: PaymentOrder, amount: int, by: Actor, now: datetime) -> None:
    """What is set off counts as paid by the payers of the later payment, part after part."""
    sums, rest = [], amount
    for part in OrderPart.objects.filter(order=row).select_related("budget").order_by("budget"):
        taken = min(rest, part.amount_fen - part.set_off_fen)
        rest -= taken
        if taken:
            OrderPart.objects.filter(id=part.id).update(set_off_fen=F("set_off_fen") + taken)
            words = (part.area, part.level, part.fund, row.programme, part.budget.year)
            sums.append((part.budget_id, False, ledger.Sum(*words, taken, row.payee_id)))
    if lacking := sql.move(sums, area=row.area, sign=1):
        raise UnableToPay({lacking: OVER[lacking]})
    money = [one for _, _, one in sums]
    enter(EntryKind.SET_OFF, money, area=row.area, reference=("order", row.id), by=by, now=now)


def _tell(kind: str, row: Receivable, amount: int, by: Actor, now: datetime) -> None:
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
