"""An approved month orders its payments: the month itself, back-pay as corrections, and what comes back."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, bulk, workdays
from chongyang.core.models import StageHolder
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.models import Application, Award, MonthLine, MonthRun
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.monthly import check_unchanged, held_run, step
from chongyang.funding.operations.signalling import hold_new_orders
from chongyang.funding.queries.nets import NOTHING, Nets, Ordered, nets_of, ordered_for
from chongyang.funding.rules import flows
from chongyang.funding.rules.awards import add_months, first_of, instalments_of, load
from chongyang.funding.rules.signals import HOLDING
from chongyang.treasury import operations as treasury
from chongyang.treasury.enums import OrderState
from chongyang.treasury.operations import OrderTold
from chongyang.treasury.rules.ledger import share
from chongyang.treasury.rules.told import PartTold, PayeeTold

Progress = Callable[[int], None]
T = TypeVar("T")
PORTION = 1000
REFERENCE = "funding.award"
WAITS = N_("原付款还在途中，到账或退回后在下一个月份里更正。")
REASON = N_("更正 %(month)s 的补贴")
CLOSED = N_("出资方的年度预算已结，差额由两级财政年终结算。")
NONE = Ordered()
UNPAID = (OrderState.PLANNED.value, OrderState.RETURNED.value)


@transaction.atomic
def approve_month(
    *, run: UUID, scope: Scope, by: Actor, now: datetime, progress: Progress | None = None
) -> MonthRun:
    """A third person of finance approves, and everything is ordered in the same transaction: without a
    budget nothing is. `progress` hears how many payments are ordered. Raises UnableToHandle, UnableToStep,
    the treasury's UnableToPay.
    """
    row = held_run(run, scope)
    with access.enter(system_scope("month", actor=by)):
        step(row, "approve", by, now)
        nets = check_unchanged(row, now)
        holders = set(StageHolder.objects.filter(case=row.id).values_list("holder", flat=True))
        rows = MonthLine.objects.filter(run=row).select_related("award__application")
        lines = [
            line
            for line in rows.order_by("month", "award")
            if nets.get(line.month, {}).get(line.award_id, NOTHING).short_of(line.parts)
        ]
        _Payment(row, nets, lines, holders, by, now).make(progress)
    return row


def batched(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """Portions of so many, the last one of what is left."""
    left = iter(rows)
    while portion := list(islice(left, most)):
        yield portion


class _Payment:
    """What one approved run sends to the treasury."""

    def __init__(
        self,
        run: MonthRun,
        nets: Nets,
        lines: Sequence[MonthLine],
        holders: Collection[UUID],
        by: Actor,
        now: datetime,
    ) -> None:
        self.run, self.nets, self.lines, self.holders = run, nets, lines, set(holders)
        self.by, self.now, self.held = by, now, programme_of(run.programme)
        self.due_on = workdays.china().add(timezone.localdate(now), flows.load().pay_workdays)
        awards = {line.award_id: line.award for line in lines}
        self.ordered = ordered_for(run.programme, awards.values(), {line.month for line in lines})

    def make(self, progress: Progress | None) -> None:
        told: dict[UUID, OrderTold] = {}
        settled = [line for line in self.lines if self._is_paid(line)]
        self._cancel()
        for line in self.lines:
            if order := self._settle(line):
                told[line.id] = order
        orders: dict[UUID, UUID] = {}
        for portion in batched(told.items(), PORTION):
            lines, words = zip(*portion, strict=True)
            made = treasury.order_payments(orders=words, by=self.by, now=self.now)
            orders |= {line: row.id for line, row in zip(lines, made, strict=True)}
            if progress:
                progress(len(orders))
        self._reshare(settled)
        self._keep(orders)
        cases = [line.award.application_id for line in self.lines if line.id in orders]
        for case in Application.objects.filter(id__in=cases, signals__state__in=HOLDING).distinct():
            hold_new_orders(case, self.now)

    def _keep(self, orders: dict[UUID, UUID]) -> None:
        rows = [(line.id, orders.get(line.id), line.waits) for line in self.lines]
        bulk.update("funding_monthline", ("id", "order", "waits"), rows)

    def _ordered(self, line: MonthLine) -> Ordered:
        return self.ordered.get((line.award_id, line.month), NONE)

    def _short(self, line: MonthLine) -> dict[str, int]:
        net = self.nets.get(line.month, {}).get(line.award_id, NOTHING)
        return net.short_of(line.parts)

    def _is_paid(self, line: MonthLine) -> bool:
        """Payments for the month have all arrived: what is wrong with them is made right beside them."""
        orders = self._ordered(line).orders
        return bool(orders) and all(row.state == OrderState.PAID for row in orders)

    def _settle(self, line: MonthLine) -> OrderTold | None:
        """More to pay is ordered. Of too much what has not left is cancelled and what is due ordered anew,
        what was paid comes back in instalments, what is on its way waits for the next run. So it is where
        the sum is right and a payer carries too much, but that payers settle what was paid among themselves.
        """
        short = self._short(line)
        if not self._ordered(line).orders:
            return self._order(line, line.parts) if line.amount_fen else None
        if min(short.values()) > 0:
            return self._order(line, short)
        if line.difference_fen < 0 and self._is_paid(line):
            self._recover(line)
        elif not self._is_paid(line):
            line.waits = str(WAITS)
        if line.difference_fen <= 0:
            return None
        levels = [level for level, fen in short.items() if fen > 0]
        fens = share(line.difference_fen, [short[level] for level in levels])
        return self._order(line, dict(zip(levels, fens, strict=True)))

    def _order(self, line: MonthLine, parts: Mapping[str, int]) -> OrderTold:
        award, held, first = line.award, self.held, self._ordered(line).first
        return OrderTold(
            payee=PayeeTold(
                "organisation" if award.organisation else "person",
                award.payee,
                award.area,
                award.application.name.plain,
            ),
            programme=award.programme,
            clause=held.clause,
            object=award.object,
            period=(line.month, add_months(line.month, 1)),
            parts=tuple(self._part(award, level, fen) for level, fen in parts.items() if fen),
            reference=(REFERENCE, award.id),
            key=f"funding.month:{self.run.id}:{award.id}:{line.month}",
            held_by=self.holders | set(award.held_by),
            due_on=self.due_on,
            corrects=first.id if first else None,
        )

    def _part(self, award: Award, level: str, fen: int) -> PartTold:
        return PartTold(level, self.held.fund_of(level), award.area, fen)

    def _cancel(self) -> None:
        """Where a payer was to pay too much and nothing has left, all of the month is taken back."""
        going: dict[date, list[UUID]] = defaultdict(list)
        for line in self.lines:
            orders = self._ordered(line).orders
            is_free = all(row.state in UNPAID and not row.set_off_fen for row in orders)
            if orders and is_free and min(self._short(line).values()) < 0:
                going[line.month] += [row.id for row in orders]
                del self.ordered[line.award_id, line.month]
        for month, keys in going.items():
            reason = REASON % {"month": f"{month:%Y-%m}"}
            treasury.cancel_orders(orders=keys, reason=reason, by=self.by, now=self.now)

    def _recover(self, line: MonthLine) -> None:
        """From the newest correction back to the payment itself, never more than each was."""
        held, rest = self._ordered(line), -line.difference_fen
        first = add_months(first_of(timezone.localdate(self.now)), 1)
        for row in reversed(held.orders):
            fen = min(rest, row.amount_fen - held.back.get(row.id, 0))
            if fen <= 0:
                continue
            rest -= fen
            treasury.order_recovery(
                order=row.id,
                amount_fen=fen,
                instalments=instalments_of(fen, first, load()),
                reason=REASON % {"month": f"{line.month:%Y-%m}"},
                reference=(REFERENCE, line.award_id),
                key=f"funding.month:{self.run.id}:{row.id}",
                held_by=self.holders | set(line.award.held_by),
                by=self.by,
                now=self.now,
            )

    def _reshare(self, lines: Sequence[MonthLine]) -> None:
        """Of months that were paid: what a level still carries too much or too little after that."""
        nets = nets_of(self.run.programme, {line.award_id: line.award for line in lines}.values())
        for line in lines:
            short = nets.get(line.month, {}).get(line.award_id, NOTHING).short_of(line.parts)
            first = self._ordered(line).first
            if not short or first is None:
                continue
            parts = [self._part(line.award, level, fen) for level, fen in short.items()]
            if not treasury.reshare_order(order=first.id, parts=parts, by=self.by, now=self.now):
                line.waits = str(CLOSED)
