"""Help that was not right is done again, free of charge, by the same provider."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.orders import queries
from chongyang.orders.models import Order
from chongyang.orders.operations import drafting, taking
from chongyang.orders.operations.drafting import Wanted
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.operations.placing import write
from chongyang.orders.rules.lifecycle import HELPED
from chongyang.registry import queries as registry
from chongyang.services import queries as services
from chongyang.services.queries import OfferTold
from chongyang.territory.permissions import NotAllowed, may
from chongyang.territory.rules.capabilities import Can

NOT_HELPED = N_("做完以后才能要求重做")
ONCE = N_("这份订单已经安排了一次重做")
WHY = N_("请写明为什么要重做")


@transaction.atomic
def redo(
    *,
    order: UUID,
    reason: str,
    from_at: datetime,
    to_at: datetime,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Order:
    """Place the order again at no cost to her nor her quota; one at a time. Returns the new order."""
    if not (may(scope, Can.ORDER_SERVICES) or may(scope, Can.VERIFY_VISITS)):
        raise NotAllowed("has nothing done again")
    if not reason.strip():
        raise UnableToOrder(WHY, field="reason")
    queries.access_order(scope, order)
    with enter(system_scope("redo", actor=by)):
        cases.hold(order)
        former = Order.objects.get(id=order)
        if former.state not in HELPED:
            raise UnableToOrder(NOT_HELPED)
        made = _made(former, from_at, to_at, by, now)
        taking.take(
            order, "redo", by=by, now=now, reason=reason, evidence={"order": str(made.id)}, how="desk"
        )
        return made


def _made(former: Order, from_at: datetime, to_at: datetime, by: Actor, now: datetime) -> Order:
    scope = system_scope("redo", actor=by)
    elder = registry.access_elder(scope, former.person)
    item = drafting.item_of(former.item)
    wanted = Wanted(
        person=former.person,
        item=former.item,
        from_at=from_at,
        to_at=to_at,
        channel=former.channel,
        quantity=former.quantity,
        minutes=former.minutes,
        prefers_sex=former.prefers_sex,
        dialects=tuple(former.dialects),
        carer_before=former.carer_before,
        note=former.note.plain,
    )
    drafting.check_alive(elder)
    drafting.check(wanted, item, now)
    row = drafting.order_of(wanted, elder, item, by=by, now=now, key=drafting.key_of("redo", ""))
    row.redo_of = former
    if told := _same_provider(former, row, scope):
        drafting.freeze(row, told, by=by, now=now)
    try:
        with transaction.atomic():
            write([(row, by)], now=now)
    except IntegrityError as error:
        if "order_one_redo" not in str(error.__cause__):
            raise
        raise UnableToOrder(ONCE) from None
    return row


def _same_provider(former: Order, row: Order, scope: Scope) -> OfferTold | None:
    """The provider who was there, if it still offers the item; else the desk chooses."""
    on = timezone.localdate(row.from_at)
    found = services.find_offers(scope, item=row.item, area=row.area, on=on)
    return next((one for one in found if one.organisation == former.organisation), None)
