"""Orders to pay. Whoever pays calls `order_payment`, and hears by events what came of it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Sum

from chongyang.core import access, events, sealing
from chongyang.core.events import canonical
from chongyang.core.scopes import Actor, system_scope
from chongyang.treasury.enums import EntryKind, OrderState
from chongyang.treasury.models import Budget, OrderPart, Payee, PaymentOrder
from chongyang.treasury.operations import errors
from chongyang.treasury.operations.entering_many import enter_orders
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import UnableToPay
from chongyang.treasury.operations.payees import payee_for
from chongyang.treasury.rules import ledger
from chongyang.treasury.rules import told as words
from chongyang.treasury.rules.told import PartTold, PayeeTold, paying_area

FREE_TO_CANCEL = (OrderState.PLANNED.value, OrderState.RETURNED.value)


@transaction.atomic
def order_payment(
    *,
    payee: PayeeTold,
    programme: str,
    clause: str,
    object: str,
    period: tuple[date, date | None],
    parts: Sequence[PartTold],
    reference: tuple[str, UUID],
    key: str,
    held_by: Collection[UUID],
    due_on: date,
    by: Actor,
    now: datetime,
    corrects: UUID | None = None,
) -> PaymentOrder:
    """Order one payment and commit each part on its payer's budget of the year of `due_on`.

    The same `key` with the same content gives the order that is there; with other content it is refused.
    `held_by` are the persons who held a stage of what it rests on: none of them makes, checks, releases or
    reconciles it. A correction names the order that it `corrects`. The caller has checked the right to
    decide; rows of two payers are written in the system's scope. Raises UnableToPay.
    """
    wrong = (
        words.fault_of_payee(payee)
        or words.fault_of_amounts(parts)
        or words.fault_of_period(period)
        or words.fault_of_words(
            programme=programme, clause=clause, object=object, key=key, reference_kind=reference[0]
        )
    )
    if wrong:
        raise UnableToPay(wrong)
    amount = sum(part.amount_fen for part in parts)
    row = PaymentOrder(
        area=paying_area(payee.area),
        programme=programme,
        clause=clause,
        object=object,
        period_from=period[0],
        period_to=period[1],
        corrects_id=corrects,
        amount_fen=amount,
        reference_kind=reference[0],
        reference=reference[1],
        key=key,
        content=_digest(payee, programme, clause, object, period, parts, reference, due_on, corrects),
        held_by=sorted(set(held_by), key=str),
        ordered_at=now,
        ordered_by=by.account,
        due_on=due_on,
    )
    with access.enter(system_scope("payment", actor=by)):
        return _ordered(row, payee, parts, by, now)


def _ordered(
    row: PaymentOrder, payee: PayeeTold, parts: Sequence[PartTold], by: Actor, now: datetime
) -> PaymentOrder:
    """Budgets are locked before the key is asked for: two clicks come one after the other."""
    if same := _same(row):
        return same
    budgets = _locked(row, parts)
    if same := _same(row):
        return same
    _of_payee(row, payee_for(payee, by=by, now=now))
    _number(row)
    _save(row)
    made = [
        OrderPart(
            order=row,
            budget=budget,
            area=budget.area,
            level=part.level,
            fund=part.fund,
            amount_fen=part.amount_fen,
        )
        for part, budget in zip(parts, budgets, strict=True)
    ]
    OrderPart.objects.bulk_create(made)
    for part in made:
        commit(part.budget_id, part.amount_fen)
    enter(EntryKind.ORDER, sums_of(row), area=row.area, reference=("order", row.id), by=by, now=now)
    tell("treasury.payment.ordered", row, by, now)
    return row


def _of_payee(row: PaymentOrder, payee: Payee) -> None:
    row.payee, row.person, row.organisation = payee, payee.person, payee.organisation


def _same(row: PaymentOrder) -> PaymentOrder | None:
    held = PaymentOrder.objects.filter(key=row.key).first()
    if held is not None and bytes(held.content) != row.content:
        raise UnableToPay({"key": errors.SAME_KEY})
    return held


def _locked(row: PaymentOrder, parts: Sequence[PartTold]) -> list[Budget]:
    """The budgets of the parts, locked in one order so that two orders never wait for each other."""
    wanted = [(part.payer, part.fund) for part in parts]
    rows = Budget.objects.filter(
        programme=row.programme, year=row.due_on.year, area__in={area for area, _ in wanted}
    )
    held = {
        (budget.area, budget.fund): budget for budget in rows.order_by("id").select_for_update(of=("self",))
    }
    if any(one not in held for one in wanted):
        raise UnableToPay({"budget": errors.NO_BUDGET})
    budgets = [held[one] for one in wanted]
    if any(budget.closed_at for budget in budgets):
        raise UnableToPay({"budget": errors.CLOSED})
    return budgets


def _number(row: PaymentOrder) -> None:
    """A correction is the next line of what it corrects, of the same payee, programme and object."""
    if row.corrects_id is None:
        return
    first = PaymentOrder.objects.filter(id=row.corrects_id, line=0).first()
    same = first and (first.payee_id, first.programme, first.object) == (
        row.payee_id,
        row.programme,
        row.object,
    )
    if not same:
        raise UnableToPay({"corrects": errors.NOT_YET})
    last = PaymentOrder.objects.filter(corrects=row.corrects_id).aggregate(last=Max("line"))["last"]
    row.line = (last or 0) + 1


def _save(row: PaymentOrder) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "paymentorder_once" in str(error):
            raise UnableToPay({"object": errors.TWICE}) from None
        if "paymentorder_key" in str(error) or "(key)" in str(error):
            raise UnableToPay({"key": errors.SAME_KEY}) from None
        raise


def commit(budget: UUID, amount: int) -> None:
    """Take from what is free of a budget, or give back (negative); the ceiling is the database's."""
    rows = Budget.objects.filter(id=budget)
    if amount > 0:
        rows = rows.filter(ceiling_fen__gte=F("committed_fen") + F("spent_fen") + amount)
    if not rows.update(committed_fen=F("committed_fen") + amount):
        raise UnableToPay({"budget": errors.OVER})


def sums_of(row: PaymentOrder) -> list[ledger.Sum]:
    """The parts of an order as sums of the ledger, of this payee."""
    parts = OrderPart.objects.filter(order=row).select_related("budget").order_by("id")
    return [
        ledger.Sum(
            part.area, part.level, part.fund, row.programme, part.budget.year, part.amount_fen, row.payee_id
        )
        for part in parts
    ]


def cancel_order(*, order: UUID, reason: str, by: Actor, now: datetime) -> PaymentOrder:
    """It is not to be paid after all: the commitment goes back. What is in a batch or paid stays; an order
    that is cancelled already is given back as it is. The caller has checked the right. Raises UnableToPay.
    """
    return cancel_orders(orders=[order], reason=reason, by=by, now=now)[0]


@transaction.atomic
def cancel_orders(*, orders: Collection[UUID], reason: str, by: Actor, now: datetime) -> list[PaymentOrder]:
    """All of them or none, in a few statements. Raises UnableToPay."""
    with access.enter(system_scope("payment", actor=by)):
        rows = list(PaymentOrder.objects.filter(id__in=orders).order_by("id").select_for_update(of=("self",)))
        going = [row for row in rows if row.state != OrderState.CANCELLED]
        if any(row.state not in FREE_TO_CANCEL or row.set_off_fen for row in going):
            raise UnableToPay({"order": errors.STARTED})
        for row in going:
            row.state, row.cancel_reason = OrderState.CANCELLED.value, reason.strip()[:200]
        keys = [row.id for row in going]
        PaymentOrder.objects.filter(id__in=keys).update(
            state=OrderState.CANCELLED.value, cancel_reason=reason.strip()[:200]
        )
        sums = OrderPart.objects.filter(order__in=keys).values_list("budget").annotate(fen=Sum("amount_fen"))
        for budget, fen in sums.order_by("budget"):
            commit(budget, -fen)
        enter_orders(EntryKind.CANCEL, keys, by, now)
        tell_all("treasury.payment.cancelled", going, by, now)
        return rows


def tell(kind: str, row: PaymentOrder, by: Actor, now: datetime) -> None:
    tell_all(kind, [row], by, now)


def tell_all(kind: str, rows: Sequence[PaymentOrder], by: Actor, now: datetime) -> None:
    """One event for each order."""
    events.record_many(kind, [_happened(row) for row in rows], by=by, now=now)


def _happened(row: PaymentOrder) -> events.Happened:
    return events.Happened(
        area=row.area,
        subject_type="treasury.order",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"reference": str(row.reference), "kind": row.reference_kind, "fen": row.amount_fen},
    )


def _digest(payee: PayeeTold, *told: Any) -> bytes:
    """What makes two orders the same: not the name or account, which may have been corrected since."""
    return sealing.digest(canonical([payee.kind, str(payee.key), *(_plain(one) for one in told)]))


def _plain(value: Any) -> Any:
    if isinstance(value, PartTold):
        return [value.level, value.fund, value.payer, value.amount_fen]
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return None if value is None else str(value)
