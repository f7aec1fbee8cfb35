"""What came back of a recovery, by transfer or set off: it counts once a second person has confirmed it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import EntryKind, OrderState, ReceivableState, Way
from chongyang.treasury.models import (
    Collection,
    Instalment,
    OrderPart,
    PaymentOrder,
    Receivable,
    Repayment,
)
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations.batches import check_principal
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import UnableToPay
from chongyang.treasury.operations.recovering import enter_share, tell
from chongyang.treasury.operations.releasing import OVER
from chongyang.treasury.rules import ledger
from chongyang.treasury.rules.lifecycles import REPAYMENT
from chongyang.treasury.rules.told import AMOUNT, MOST_KEY

MORE_THAN_OWED = N_("金额超过了尚未追回的数额。")
NOT_HERS = N_("只能抵扣同一收款人待付的款项。")
DECIDED = N_("您办理过这件事项的环节，不能办理它的追回。")
KNOWN = N_("这个银行流水号已经登记过。")
NO_KEY = N_("请填写银行流水号。")
LATER = N_("到账日期不能晚于今天。")
WAITS = N_("这笔抵扣已经提出，等另一人确认。")


@transaction.atomic
def propose_collection(
    *,
    receivable: UUID,
    amount_fen: int,
    on: date,
    key: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    on_behalf_of: UUID | None = None,
) -> Repayment:
    """Money came in by transfer, says one person; the bank's reference as `key` counts once. Raises NotFound,
    UnableToPay.
    """
    doer, owed = _asked(receivable, scope)
    if not 0 < len(key.strip()) <= MOST_KEY:
        raise UnableToPay({"key": NO_KEY})
    if on > timezone.localdate(now):
        raise UnableToPay({"on": LATER})
    row = Repayment(
        receivable=owed,
        area=owed.area,
        way=Way.TRANSFER.value,
        amount_fen=amount_fen,
        on=on,
        key=key.strip(),
        proposed_by=doer,
        proposed_at=now,
    )
    with access.enter(system_scope("repayment", actor=by)):
        return _same(row) or _propose(row, owed, (), KNOWN, by, on_behalf_of)


@transaction.atomic
def propose_set_off(
    *,
    receivable: UUID,
    order: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    on_behalf_of: UUID | None = None,
) -> Repayment:
    """What is owed should be taken from a planned payment of the same payee. Raises NotFound, UnableToPay."""
    doer, owed = _asked(receivable, scope)
    with access.enter(system_scope("repayment", actor=by)):
        paid = _payable(owed, order)
        row = Repayment(
            receivable=owed,
            area=owed.area,
            way=Way.SET_OFF.value,
            order=paid,
            amount_fen=_most(owed, paid),
            on=timezone.localdate(now),
            key=f"set-off/{owed.id}/{paid.id}",
            proposed_by=doer,
            proposed_at=now,
        )
        return _propose(row, owed, paid.held_by, WAITS, by, on_behalf_of)


def _asked(receivable: UUID, scope: Scope) -> tuple[UUID, Receivable]:
    permissions.demand_make(scope)
    return permissions.account_of(scope.actor), queries.access_receivable(scope, receivable)


def _same(row: Repayment) -> Repayment | None:
    """The same transfer told twice is one."""
    held = Repayment.objects.filter(key=row.key, state__in=Repayment.COUNTS).first()
    if held and (held.receivable_id, held.amount_fen) == (row.receivable_id, row.amount_fen):
        return held
    return None


def _propose(
    row: Repayment, owed: Receivable, held: Any, twice: str, by: Actor, on_behalf_of: UUID | None
) -> Repayment:
    check_principal(on_behalf_of, owed.area, row.proposed_at)
    _refuse_deciders((*owed.held_by, *held), by, on_behalf_of)
    _check(owed, row.amount_fen)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise UnableToPay({"key": twice}) from None
    cases.open_case(
        lifecycle=REPAYMENT,
        case_id=row.id,
        area=row.area,
        by=by,
        now=row.proposed_at,
        how="desk",
        on_behalf_of=on_behalf_of,
    )
    return row


def _check(owed: Receivable, amount: int) -> None:
    if type(amount) is not int or amount <= 0:
        raise UnableToPay({"amount": AMOUNT})
    if amount > owed.amount_fen - owed.collected_fen:
        raise UnableToPay({"amount": MORE_THAN_OWED})


def _refuse_deciders(deciders: Any, by: Actor, on_behalf_of: UUID | None) -> None:
    """Who decided the recovery, or the payment that it is taken from, has no part in its coming back."""
    if {by.account, on_behalf_of} & set(deciders):
        raise UnableToPay({"person": DECIDED})


def _payable(owed: Receivable, order: UUID) -> PaymentOrder:
    """The planned payment, locked; raises UnableToPay where it is none of hers."""
    row = PaymentOrder.objects.select_for_update(of=("self",)).filter(id=order).first()
    of_hers = row is not None and row.payee_id == owed.payee_id and row.state == OrderState.PLANNED
    if row is None or not of_hers or not owed.set_off:
        raise UnableToPay({"order": NOT_HERS})
    return row


def _most(owed: Receivable, order: PaymentOrder) -> int:
    return min(owed.amount_fen - owed.collected_fen, order.amount_fen - order.set_off_fen)


@transaction.atomic
def confirm_repayment(
    *, repayment: UUID, scope: Scope, by: Actor, now: datetime, on_behalf_of: UUID | None = None
) -> Receivable:
    """Another person confirms it: it fills the instalments, the earliest first, and stands in the ledger. Of
    a payment that it is set off against the rest is paid, or nothing. Raises NotFound, UnableToPay.
    """
    _held(repayment, scope)
    with access.enter(system_scope("repayment", actor=by)):
        row = _step(repayment, "confirm", by, now, on_behalf_of=on_behalf_of)
        owed = Receivable.objects.select_for_update(of=("self",)).get(id=row.receivable_id)
        order = _payable(owed, row.order_id) if row.order_id else None
        _refuse_deciders((*owed.held_by, *(order.held_by if order else ())), by, on_behalf_of)
        if order:
            row.amount_fen = _most(owed, order)
        row.decided_by, row.decided_at = by.account, now
        row.save(update_fields=["state", "amount_fen", "decided_by", "decided_at"])
        _take(owed, row, by, now)
        if order:
            _spend(order, row.amount_fen, row.on, by, now)
        else:
            enter_share(EntryKind.COLLECT, owed, row.amount_fen, by, now)
    return owed


@transaction.atomic
def refuse_repayment(
    *,
    repayment: UUID,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    on_behalf_of: UUID | None = None,
) -> Repayment:
    """The second person does not find it at the bank, or does not agree, and says why."""
    return _end(repayment, "refuse", scope, by, now, reason=reason, on_behalf_of=on_behalf_of)


@transaction.atomic
def withdraw_repayment(*, repayment: UUID, scope: Scope, by: Actor, now: datetime) -> Repayment:
    """Who told it takes it back."""
    return _end(repayment, "withdraw", scope, by, now)


def _end(repayment: UUID, action: str, scope: Scope, by: Actor, now: datetime, **said: Any) -> Repayment:
    _held(repayment, scope)
    with access.enter(system_scope("repayment", actor=by)):
        row = _step(repayment, action, by, now, **said)
        row.decided_by, row.decided_at = by.account, now
        row.save(update_fields=["state", "decided_by", "decided_at"])
    return row


def _held(repayment: UUID, scope: Scope) -> None:
    permissions.demand_make(scope)
    permissions.account_of(scope.actor)
    queries.access_repayment(scope, repayment)


def _step(repayment: UUID, action: str, by: Actor, now: datetime, **said: Any) -> Repayment:
    cases.hold(repayment)
    row = Repayment.objects.select_for_update(of=("self",)).get(id=repayment)
    check_principal(said.get("on_behalf_of"), row.area, now)
    try:
        case = cases.perform(case=Case(id=repayment), action=action, by=by, now=now, how="desk", **said)
    except cases.UnableToStep as refused:
        raise UnableToPay({"step": refused.reason}) from None
    row.state = case.state
    return row


def _take(owed: Receivable, told: Repayment, by: Actor, now: datetime) -> None:
    _check(owed, told.amount_fen)
    Collection.objects.create(
        receivable=owed,
        area=owed.area,
        way=told.way,
        order_id=told.order_id,
        amount_fen=told.amount_fen,
        on=told.on,
        key=told.key,
        by=by.account,
    )
    owed.collected_fen += told.amount_fen
    if owed.collected_fen == owed.amount_fen:
        owed.state = ReceivableState.COLLECTED.value
    owed.save(update_fields=["collected_fen", "state"])
    _fill_instalments(owed, told.amount_fen, told.on)
    tell("treasury.recovery.collected", owed, told.amount_fen, by, now)


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


def _spend(row: PaymentOrder, amount: int, on: date, by: Actor, now: datetime) -> None:
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
    row.set_off_fen += amount
    if row.set_off_fen == row.amount_fen:
        row.state, row.paid_on = OrderState.PAID.value, on
    row.save(update_fields=["set_off_fen", "state", "paid_on"])
