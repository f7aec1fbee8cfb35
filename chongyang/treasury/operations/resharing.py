"""Payers who carried the wrong share of a payment that has arrived settle it among themselves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access, events
from chongyang.core.scopes import Actor, system_scope
from chongyang.core.words import N_
from chongyang.treasury.enums import EntryKind, OrderState
from chongyang.treasury.models import Budget, OrderPart, PaymentOrder
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations import errors
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import UnableToPay
from chongyang.treasury.operations.releasing import OVER
from chongyang.treasury.rules.ledger import Sum
from chongyang.treasury.rules.told import PartTold

NOT_BETWEEN = N_("出资方之间的更正合计必须为零。")
NOT_PAID = N_("只有已到账的付款可以更正出资方。")
SPEND = """
UPDATE treasury_budget SET spent_fen = spent_fen + %(amount)s
WHERE id = %(budget)s AND spent_fen + %(amount)s BETWEEN 0 AND ceiling_fen - committed_fen
"""


@transaction.atomic
def reshare_order(*, order: UUID, parts: Sequence[PartTold], by: Actor, now: datetime) -> PaymentOrder | None:
    """Move what was spent for a paid order from one payer's budget of that year to another's, in one entry of
    the ledger; payment and parts stay as they were. `parts` say how much more (or less) each carries and sum
    to nothing. None where a year is closed. The caller has checked the right to decide. Raises UnableToPay.
    """
    if sum(part.amount_fen for part in parts) or len({part.payer for part in parts}) < 2:
        raise UnableToPay({"parts": NOT_BETWEEN})
    with access.enter(system_scope("payment", actor=by)):
        row = PaymentOrder.objects.select_for_update(of=("self",)).get(id=order)
        if row.state != OrderState.PAID:
            raise UnableToPay({"order": NOT_PAID})
        budgets = _locked(row, parts)
        if any(budget.closed_at for budget in budgets.values()):
            return None
        sums = [_move(row, budgets[part.payer, part.fund], part.amount_fen) for part in parts]
        enter(EntryKind.CORRECTION, sums, area=row.area, reference=("order", row.id), by=by, now=now)
        _tell(row, sums, by, now)
        return row


def _locked(row: PaymentOrder, parts: Sequence[PartTold]) -> dict[tuple[int, str], Budget]:
    """The budgets of the parts in the year of the payment, locked in one order."""
    first = OrderPart.objects.filter(order=row).select_related("budget").order_by("id")[0]
    rows = Budget.objects.filter(
        programme=row.programme, year=first.budget.year, area__in={part.payer for part in parts}
    )
    held = {(one.area, one.fund): one for one in rows.order_by("id").select_for_update(of=("self",))}
    if any((part.payer, part.fund) not in held for part in parts):
        raise UnableToPay({"budget": errors.NO_BUDGET})
    return held


def _move(row: PaymentOrder, budget: Budget, amount: int) -> Sum:
    """What is spent of a budget; the city's part in a county is used of what was allotted to it, too."""
    told = {"budget": budget.id, "amount": amount}
    try:
        with transaction.atomic():
            is_right = sql.run(SPEND, **told)
    except IntegrityError:
        is_right = 0
    if not is_right:
        raise UnableToPay({"budget": OVER["budget"]})
    if budget.level == "city" and budget.area != row.area and not sql.run(sql.USE, area=row.area, **told):
        raise UnableToPay({"allotted": OVER["allotted"]})
    words = (budget.area, budget.level, budget.fund, row.programme, budget.year)
    return Sum(*words, amount, row.payee_id)


def _tell(row: PaymentOrder, sums: Sequence[Sum], by: Actor, now: datetime) -> None:
    events.record(
        "treasury.payment.reshared",
        by=by,
        now=now,
        area=row.area,
        subject_type="treasury.order",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"reference": str(row.reference), "parts": {one.level: one.amount_fen for one in sums}},
    )
