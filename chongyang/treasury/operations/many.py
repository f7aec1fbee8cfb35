"""Many orders at once, by the rules of one: the same checks, keys, budgets, ledger and events.

A month of a county is some thousands of payments: a dozen statements instead of fifteen for each.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from chongyang.core import access, bulk
from chongyang.core.scopes import Actor, system_scope
from chongyang.treasury.enums import EntryKind
from chongyang.treasury.models import Budget, OrderPart, Payee, PaymentOrder
from chongyang.treasury.operations import errors
from chongyang.treasury.operations.entering_many import enter_orders
from chongyang.treasury.operations.errors import UnableToPay
from chongyang.treasury.operations.orders import _digest as digest
from chongyang.treasury.operations.orders import commit, tell_all
from chongyang.treasury.operations.payees import make_payees, payee_for, payees_of
from chongyang.treasury.rules import told as words
from chongyang.treasury.rules.told import PartTold, PayeeTold, paying_area

Slot = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class OrderTold:
    """What `order_payment` is told of one payment."""

    payee: PayeeTold
    programme: str
    clause: str
    object: str
    period: tuple[date, date | None]
    parts: tuple[PartTold, ...]
    reference: tuple[str, UUID]
    key: str
    held_by: Collection[UUID]
    due_on: date
    corrects: UUID | None = None

    @cached_property
    def content(self) -> bytes:
        told = (self.programme, self.clause, self.object, self.period, self.parts, self.reference)
        return digest(self.payee, *told, self.due_on, self.corrects)

    @property
    def fault(self) -> dict[str, str]:
        return (
            words.fault_of_payee(self.payee)
            or words.fault_of_amounts(self.parts)
            or words.fault_of_period(self.period)
            or words.fault_of_words(
                programme=self.programme,
                clause=self.clause,
                object=self.object,
                key=self.key,
                reference_kind=self.reference[0],
            )
        )


@transaction.atomic
def order_payments(*, orders: Sequence[OrderTold], by: Actor, now: datetime) -> list[PaymentOrder]:
    """All of them or none, in their order; those whose key is known are given as they are. One programme and
    one year of payment. The caller has checked the right to decide. Raises UnableToPay.
    """
    if not orders:
        return []
    for one in orders:
        if one.fault:
            raise UnableToPay(one.fault)
    with access.enter(system_scope("payment", actor=by)):
        budgets = _locked(orders)
        known = _known(orders)
        new = [one for one in orders if one.key not in known]
        made = _rows(new, by, now)
        _write(new, made, budgets, by, now)
        held = known | {row.key: row for row in made}
        return [held[one.key] for one in orders]


def _locked(orders: Sequence[OrderTold]) -> dict[Slot, Budget]:
    """Every budget that is touched, locked in one order; then no other order of them runs."""
    wanted = {(part.payer, part.fund) for one in orders for part in one.parts}
    first = orders[0]
    if any((one.programme, one.due_on.year) != (first.programme, first.due_on.year) for one in orders):
        raise UnableToPay({"budget": errors.NO_BUDGET})
    rows = Budget.objects.filter(
        programme=first.programme, year=first.due_on.year, area__in={area for area, _ in wanted}
    )
    held = {(row.area, row.fund): row for row in rows.order_by("id").select_for_update(of=("self",))}
    if any(one not in held for one in wanted):
        raise UnableToPay({"budget": errors.NO_BUDGET})
    if any(held[one].closed_at for one in wanted):
        raise UnableToPay({"budget": errors.CLOSED})
    return held


def _known(orders: Sequence[OrderTold]) -> dict[str, PaymentOrder]:
    told = {one.key: one.content for one in orders}
    if len(told) < len(orders):
        raise UnableToPay({"key": errors.SAME_KEY})
    held = {row.key: row for row in PaymentOrder.objects.filter(key__in=told)}
    if any(bytes(row.content) != told[key] for key, row in held.items()):
        raise UnableToPay({"key": errors.SAME_KEY})
    return held


def _rows(orders: Sequence[OrderTold], by: Actor, now: datetime) -> list[PaymentOrder]:
    payees = _payees(orders, by, now)
    lines = _Lines(orders)
    made = []
    for one in orders:
        payee = payees[one.payee.key]
        made.append(
            PaymentOrder(
                area=paying_area(one.payee.area),
                payee=payee,
                person=payee.person,
                organisation=payee.organisation,
                programme=one.programme,
                clause=one.clause,
                object=one.object,
                period_from=one.period[0],
                period_to=one.period[1],
                line=lines.next(one, payee),
                corrects_id=one.corrects,
                amount_fen=sum(part.amount_fen for part in one.parts),
                reference_kind=one.reference[0],
                reference=one.reference[1],
                key=one.key,
                content=one.content,
                held_by=sorted(set(one.held_by), key=str),
                ordered_at=now,
                ordered_by=by.account,
                due_on=one.due_on,
            )
        )
    return made


def _payees(orders: Sequence[OrderTold], by: Actor, now: datetime) -> dict[UUID, Payee]:
    """All in a few statements; who moved, or tells an account, as by `order_payment`."""
    held = payees_of({one.payee.key for one in orders})
    if fresh := [one.payee for one in orders if one.payee.key not in held]:
        held |= make_payees(fresh)
    for one in orders:
        told, row = one.payee, held[one.payee.key]
        if told.number or (row.area, row.name.plain) != (told.area, told.name.strip()):
            held[told.key] = payee_for(told, by=by, now=now)
    return held


class _Lines:
    """The number of a correction: the next line of what it corrects, of the same payee, programme, object."""

    def __init__(self, orders: Sequence[OrderTold]) -> None:
        firsts = [one.corrects for one in orders if one.corrects]
        self.firsts = {row.id: row for row in PaymentOrder.objects.filter(id__in=firsts, line=0)}
        rows = PaymentOrder.objects.filter(corrects__in=firsts).values("corrects").annotate(last=Max("line"))
        self.last = defaultdict(int, {key: row["last"] for row in rows if (key := row["corrects"])})

    def next(self, told: OrderTold, payee: Payee) -> int:
        if told.corrects is None:
            return 0
        first = self.firsts.get(told.corrects)
        wanted = (payee.id, told.programme, told.object)
        if first is None or (first.payee_id, first.programme, first.object) != wanted:
            raise UnableToPay({"corrects": errors.NOT_YET})
        self.last[told.corrects] += 1
        return int(self.last[told.corrects])


def _write(
    orders: Sequence[OrderTold],
    rows: list[PaymentOrder],
    budgets: dict[Slot, Budget],
    by: Actor,
    now: datetime,
) -> None:
    try:
        with transaction.atomic():
            bulk.create(rows)
    except IntegrityError as error:
        if "paymentorder_once" in str(error):
            raise UnableToPay({"object": errors.TWICE}) from None
        raise
    parts = [
        OrderPart(
            order=row,
            budget=budgets[part.payer, part.fund],
            area=part.payer,
            level=part.level,
            fund=part.fund,
            amount_fen=part.amount_fen,
        )
        for one, row in zip(orders, rows, strict=True)
        for part in one.parts
    ]
    bulk.create(parts)
    for budget in budgets.values():
        if amount := sum(part.amount_fen for part in parts if part.budget_id == budget.id):
            commit(budget.id, amount)
    enter_orders(EntryKind.ORDER, [row.id for row in rows], by, now)
    tell_all("treasury.payment.ordered", rows, by, now)
