"""An order is withdrawn, by the elder's side or the desk, with a reason that says whether it is free."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import permissions, queries
from chongyang.orders.models import Order
from chongyang.orders.operations import taking
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.rules import reasons
from chongyang.orders.rules.lifecycle import BEFORE
from chongyang.orders.rules.money import fee_of

NO_REASON = N_("请选择撤销的原因")
ON_THE_WAY = N_("护理员已经出发，请打电话给服务台。")
EXPIRED = N_("约定时间已过，没有人接单")


@transaction.atomic
def withdraw(*, order: UUID, reason: str, scope: Scope, by: Actor, now: datetime, note: str = "") -> Order:
    """End an order before help is verified; her quota gets back what was held, a late change of mind costs
    the fee copied at the offer. Raises NotFound, NotAllowed, UnableToStep, UnableToOrder.
    """
    row = queries.access_order(scope, order)
    taking.demand_own(scope, row, now)
    chosen = _reason(reason, scope)
    with enter(system_scope("withdraw order", actor=by)):
        cases.hold(order)
        row = Order.objects.get(id=order)
        _demand_early(row, scope)
        fee = fee_of(row.cancellation, row.own_fen, row.from_at, now, is_free=chosen.free)
        Order.objects.filter(id=row.id).update(
            ended=chosen.key, fee_fen=0 if row.state in ("created", "refused") else fee
        )
        said = f"{chosen.label}：{note.strip()[:200]}" if note.strip() else chosen.label
        return taking.take(order, "withdraw", by=by, now=now, reason=said, how=chosen.key)


def _reason(key: str, scope: Scope) -> reasons.Reason:
    """The reason, if this side may give it."""
    try:
        chosen = reasons.reason(key)
    except reasons.UnknownReason:
        raise UnableToOrder(NO_REASON, field="reason") from None
    who = reasons.DESK if scope.system or permissions.is_desk(scope) else reasons.OWN
    if who not in chosen.by:
        raise UnableToOrder(NO_REASON, field="reason")
    return chosen


def _demand_early(row: Order, scope: Scope) -> None:
    """The elder's side withdraws until somebody sets out; after that the desk, who can reach the carer."""
    own = not (scope.system or permissions.is_desk(scope))
    if own and row.state not in (*(state for state in BEFORE if state != "on_the_way"),):
        raise UnableToOrder(ON_THE_WAY)


def withdraw_all(orders: "list[UUID]", *, reason: str, by: Actor, now: datetime) -> int:
    """Withdraw these in the system's name, one whole or not at all; how many were. Twice is once."""
    scope = system_scope("withdraw orders", actor=by)
    done = 0
    with enter(scope):
        for order in orders:
            said = {"order": order, "reason": reason, "scope": scope, "by": by, "now": now}
            done += cases.try_step(f"order {order}", lambda said=said: withdraw(**said))  # type: ignore[misc]
    return done


def expire_due(*, now: datetime, limit: int = 200) -> int:
    """End what nobody accepted before its window was over; how many ended."""
    done = 0
    with enter(system_scope("expire orders")):
        rows = Order.objects.filter(
            closed_at=None, state__in=("created", "offered", "refused"), to_at__lt=now
        )
        for order in rows.order_by("to_at", "id").values_list("id", flat=True)[:limit]:
            done += cases.try_step(
                f"order {order}",
                lambda order=order: taking.take(  # type: ignore[misc]
                    order, "expire", by=SYSTEM, now=now, reason=EXPIRED, how="timer"
                ),
            )
    return done
