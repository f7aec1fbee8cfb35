"""An approved month orders its payments: the month itself, back-pay as corrections, and what comes back."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.models import StageHolder
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.models import Application, MonthLine, MonthRun
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.monthly import check_unchanged, held_run, step
from chongyang.funding.operations.signalling import hold_new_orders
from chongyang.funding.queries.nets import Net
from chongyang.funding.rules import flows
from chongyang.funding.rules.awards import add_months, first_of, instalments_of, load
from chongyang.funding.rules.signals import HOLDING
from chongyang.treasury import operations as treasury
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import PaymentOrder
from chongyang.treasury.operations import OrderTold
from chongyang.treasury.rules.ledger import share
from chongyang.treasury.rules.told import PartTold, PayeeTold

REFERENCE = "funding.award"
WAITS = N_("原付款还在途中，到账或退回后在下一个月份里更正。")
REASON = N_("更正 %(month)s 的补贴")
UNPAID = (OrderState.PLANNED.value, OrderState.RETURNED.value)


@transaction.atomic
def approve_month(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> MonthRun:
    """A third person of finance approves, and everything is ordered in the same transaction: without a
    budget nothing is. Raises UnableToHandle, UnableToStep, the treasury's UnableToPay.
    """
    row = held_run(run, scope)
    with access.enter(system_scope("month", actor=by)):
        nets = check_unchanged(row, now)
        step(row, "approve", by, now)
        holders = set(StageHolder.objects.filter(case=row.id).values_list("holder", flat=True))
        lines = list(
            MonthLine.objects.filter(run=row)
            .exclude(difference_fen=0)
            .select_related("award__application")
            .order_by("month", "award")
        )
        _Payment(row, nets, holders, by, now).make(lines)
    return row


class _Payment:
    """What one approved run sends to the treasury."""

    def __init__(
        self,
        run: MonthRun,
        nets: dict[tuple[UUID, date], Net],
        holders: Collection[UUID],
        by: Actor,
        now: datetime,
    ) -> None:
        self.run, self.nets, self.holders, self.by, self.now = run, nets, set(holders), by, now
        self.held = programme_of(run.programme)
        self.due_on = workdays.china().add(timezone.localdate(now), flows.load().pay_workdays)

    def make(self, lines: Sequence[MonthLine]) -> None:
        more = [line for line in lines if line.difference_fen > 0]
        less = [line for line in lines if line.difference_fen < 0]
        again = [line for line in less if self._take_back(line)]
        told = [self._told(line) for line in more] + [self._anew(line) for line in again if line.amount_fen]
        paid = [*more, *(line for line in again if line.amount_fen)]
        made = treasury.order_payments(orders=told, by=self.by, now=self.now)
        for line, order in zip(paid, made, strict=True):
            line.order = order.id
        MonthLine.objects.bulk_update(lines, ["order", "waits"])
        cases = [line.award.application_id for line in paid]
        for case in Application.objects.filter(id__in=cases, signals__state__in=HOLDING).distinct():
            hold_new_orders(case, self.now)

    def _net(self, line: MonthLine) -> Net:
        return self.nets.get((line.award_id, line.month), Net())

    def _told(self, line: MonthLine) -> OrderTold:
        net = self._net(line)
        return self._order(line, self._parts(line, net), net.first.id if net.first else None)

    def _anew(self, line: MonthLine) -> OrderTold:
        """The payment was cancelled before it left; what is due for the month takes its place."""
        return self._order(line, dict(line.parts), None)

    def _order(self, line: MonthLine, parts: dict[str, int], corrects: UUID | None) -> OrderTold:
        award, held = line.award, self.held
        return OrderTold(
            payee=PayeeTold("person", award.payee, award.area, award.application.name.plain),
            programme=award.programme,
            clause=held.clause,
            object=award.object,
            period=(line.month, add_months(line.month, 1)),
            parts=tuple(
                PartTold(level, held.fund_of(level), award.area, fen) for level, fen in parts.items() if fen
            ),
            reference=(REFERENCE, award.id),
            key=f"funding.month:{self.run.id}:{award.id}:{line.month}",
            held_by=self.holders | set(award.held_by),
            due_on=self.due_on,
            corrects=corrects,
        )

    def _parts(self, line: MonthLine, net: Net) -> dict[str, int]:
        """Each level pays what it now owes more; where one owes less than it paid, the difference is shared
        as the month is.
        """
        if not net.orders:
            return dict(line.parts)
        before = net.parts() if not net.back else {}
        more = {level: fen - before.get(level, 0) for level, fen in line.parts.items()}
        is_plain = min(more.values()) >= 0 and sum(more.values()) == line.difference_fen
        if is_plain:
            return more
        levels = list(line.parts)
        fens = share(line.difference_fen, [line.parts[level] for level in levels])
        return dict(zip(levels, fens, strict=True))

    def _take_back(self, line: MonthLine) -> bool:
        """Too much was ordered for the month. What has not left is cancelled (True: what is due is ordered
        anew), what was paid comes back in instalments, what is on its way waits for the next run.
        """
        net = self._net(line)
        if all(row.state in UNPAID and not row.set_off_fen for row in net.orders):
            for row in reversed(net.orders):
                self._cancel(row)
            return True
        if any(row.state != OrderState.PAID for row in net.orders):
            line.waits = str(WAITS)
            return False
        self._recover(line, net)
        return False

    def _cancel(self, row: PaymentOrder) -> None:
        reason = REASON % {"month": f"{row.period_from:%Y-%m}"}
        treasury.cancel_order(order=row.id, reason=reason, by=self.by, now=self.now)

    def _recover(self, line: MonthLine, net: Net) -> None:
        """From the newest correction back to the payment itself, never more than each was."""
        rest = -line.difference_fen
        first = add_months(first_of(timezone.localdate(self.now)), 1)
        for row in reversed(net.orders):
            fen = min(rest, row.amount_fen - net.back.get(row.id, 0))
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
