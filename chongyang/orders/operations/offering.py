"""The next provider is asked: when one refused, did not answer, or the desk wants another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries
from chongyang.orders.models import Order
from chongyang.orders.operations import drafting
from chongyang.orders.operations.drafting import Wanted
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.rules.lifecycle import TO_OFFER
from chongyang.orders.rules.money import price_of
from chongyang.purchase import operations as purchase
from chongyang.services import queries as services
from chongyang.services.queries import OfferTold
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOBODY = N_("没有别的服务商提供这项服务")
NOT_NOW = N_("订单已有人接单，不能改派。请先由服务商退回，或撤销后重新下单。")
CHANGED = (
    *("offer", "organisation", "provider_name", "price_fen", "covered_fen", "own_fen", "account"),
    *("rule", "cancellation", "state", "state_at", "tried"),
)


@transaction.atomic
def re_offer(
    *,
    order: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    offer: UUID | None = None,
    reason: str = "",
) -> Order:
    """The desk asks a chosen provider, else the next that was not asked yet; it may be a dearer one, because
    the desk has spoken with the elder. Raises NotFound, NotAllowed, UnableToOrder.
    """
    demand(scope, Can.ORDER_SERVICES)
    queries.access_order(scope, order)
    with enter(system_scope("offer", actor=by)):
        cases.hold(order)
        row = Order.objects.get(id=order)
        if row.state not in (*TO_OFFER, "offered"):
            raise UnableToOrder(NOT_NOW)
        if row.organisation and row.state == "offered":
            leave(row, reason or N_("改派"), by=by, now=now)
        told = _next(row, offer, dearest=None)
        if told is None:
            raise UnableToOrder(NOBODY, field="offer")
        return ask(row, told, by=by, now=now, reason=reason)


def leave(row: Order, reason: str, *, by: Actor, now: datetime) -> None:
    """Note that the present provider does not come, and give back what was held; the row is saved by the
    caller.
    """
    if row.organisation is None:
        return
    tried = {
        "organisation": str(row.organisation),
        "offer": str(row.offer),
        "name": row.provider_name,
        "price_fen": row.price_fen,
        "at": now.isoformat(),
        "why": reason[:200],
    }
    purchase.release(order=row.id, by=by, now=now)
    row.tried = [*row.tried, tried]
    row.covered_fen, row.own_fen, row.account, row.rule = 0, row.price_fen, None, ""


def ask_next(row: Order, *, now: datetime) -> bool:
    """Ask the next provider by the program itself; never one who costs more than the elder agreed to.

    False where nobody is left: the desk sees the order as waiting.
    """
    dearest = max((int(one["price_fen"]) for one in row.tried), default=None)
    told = _next(row, None, dearest)
    if told is None:
        return False
    ask(row, told, by=SYSTEM, now=now, reason="")
    return True


def ask(row: Order, told: OfferTold, *, by: Actor, now: datetime, reason: str) -> Order:
    """Freeze the terms of an offer and take the step; in the system's scope, the case held."""
    drafting.freeze(row, told, by=by, now=now)
    row.save(update_fields=CHANGED)
    Case.objects.filter(id=row.id).update(organisation=row.organisation)
    evidence = {
        "offer": str(told.offer),
        "organisation": str(told.organisation),
        "price_fen": row.price_fen,
        "tried": len(row.tried),
    }
    cases.perform(
        case=Case(id=row.id),
        action="offer",
        by=by,
        now=now,
        facts=frozenset({"provider"}),
        reason=reason,
        how="next" if by.kind == "system" else "desk",
        evidence=evidence,
    )
    return row


def _next(row: Order, offer: UUID | None, dearest: int | None) -> OfferTold | None:
    but = [str(one["organisation"]) for one in row.tried]
    wanted = Wanted(
        person=row.person,
        item=row.item,
        from_at=row.from_at,
        to_at=row.to_at,
        channel=row.channel,
        offer=offer,
    )
    if offer or dearest is None:
        return drafting.find_offer(wanted, system_scope("offers"), row.area, but)
    return _within(row, but, dearest)


def _within(row: Order, but: list[str], dearest: int) -> OfferTold | None:
    """The first that was not asked and whose price is at most the dearest that was agreed to before."""
    on = timezone.localdate(row.from_at)
    item = drafting.item_of(row.item)
    for told in services.find_offers(system_scope("offers"), item=row.item, area=row.area, on=on):
        price = price_of(item.unit, told.price_fen, row.minutes, row.quantity)
        if str(told.organisation) not in but and (row.redo_of_id or price <= dearest):
            return told
    return None
