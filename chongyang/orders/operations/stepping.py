"""The one door for a step of an order, whoever takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries
from chongyang.orders.models import Order
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.operations.offering import re_offer
from chongyang.orders.operations.taking import demand_own, take
from chongyang.orders.operations.withdrawing import withdraw

ELSEWHERE = {
    "assign": N_("派人须写明派谁"),
    "redo": N_("重做须写明时间"),
    "lapse": N_("此操作只能由系统执行"),
}


@transaction.atomic
def step(
    *,
    order: UUID,
    action: str,
    by: Actor,
    now: datetime,
    scope: Scope,
    reason: str = "",
    how: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> Order:
    """Take one step of an order within reach. Raises NotFound, NotAllowed, UnableToStep, UnableToOrder.

    `withdraw` takes a key of `reasons.yaml` as its reason; `offer` asks the next provider.
    """
    if action in ELSEWHERE:
        raise UnableToOrder(ELSEWHERE[action])
    if action == "offer":
        return re_offer(order=order, scope=scope, by=by, now=now, reason=reason)
    if action == "withdraw":
        return withdraw(order=order, reason=reason, scope=scope, by=by, now=now)
    row = queries.access_order(scope, order)
    demand_own(scope, row, now)
    with enter(system_scope(f"order {action}", actor=by)):
        return take(row.id, action, by=by, now=now, reason=reason, how=how, evidence=evidence)
