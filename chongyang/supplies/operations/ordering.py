"""A meal is ordered and called off: an order like others, with a portion that the database counts."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import operations as orders
from chongyang.orders import queries as order_rows
from chongyang.registry import queries as registry
from chongyang.services import queries as services
from chongyang.supplies import permissions, queries
from chongyang.supplies.enums import ITEMS, Way
from chongyang.supplies.models import Dish, MealPoint, Portion
from chongyang.supplies.operations import errors, portions
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.queries.meals import in_force, is_open
from chongyang.supplies.rules import times
from chongyang.supplies.rules.settings import meals

if TYPE_CHECKING:
    from chongyang.orders.models import Order


@transaction.atomic
def order_meal(
    *,
    person: UUID,
    dish: UUID,
    way: str,
    channel: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    quantity: int = 1,
    note: str = "",
    key: str = "",
) -> Portion:
    """Order a dish, to be eaten there or brought. The price is frozen, the quota pays its part, the portion
    is taken and accepted, all or nothing; the same key of the same account is the same portion.

    Raises UnableToSupply, NotFound, NotAllowed, UnableToOrder.
    """
    elder = registry.access_elder(scope, person)
    word = key_of(by, key, dish, person) if key else ""
    if word and (again := _again(scope, word)):
        return again
    row = queries.access_dish(dish)
    _check(row, way, quantity, elder.area, now)
    order = orders.create(
        person=person,
        item=ITEMS[way],
        from_at=row.menu.from_at,
        to_at=row.menu.to_at,
        channel=channel,
        offer=offer_of(row.menu.point, way, elder.area, row.menu.day),
        quantity=quantity,
        note=note,
        key=word,
        terms=_terms(row),
        scope=scope,
        by=by,
        now=now,
    )
    with enter(system_scope("meal", actor=by)):
        held = Portion.objects.filter(order=order.id).select_related("menu", "dish").first()
        if held is None:
            held = portions.take(order, row, way, by=by, now=now, key=word)
            portions.accept(order, now=now)
    return held


def key_of(by: Actor, key: str, thing: UUID, person: UUID) -> str:
    """Whose word it is, which, about what and for whom: a repetition is known again by it."""
    told = f"{by.account or ''}\n{key}\n{thing}\n{person}"
    return hashlib.blake2b(told.encode("utf-8", "ignore"), digest_size=24).hexdigest()


def _again(scope: Scope, word: str) -> Portion | None:
    """What was ordered under this word: told again, also when the meal is full or closed by now."""
    rows = visible(Portion.objects.filter(key=word), scope)
    return rows.select_related("menu", "dish").first()


def _check(row: Dish, way: str, quantity: int, area: int, now: datetime) -> None:
    point, most = row.menu.point, meals().most_of_one
    if way not in set(Way):
        raise UnableToSupply(errors.KIND, "way")
    if not 0 < quantity <= most:
        raise UnableToSupply(errors.MOST, "quantity", most=most)
    if now >= row.menu.cut_off_at:
        raise UnableToSupply(errors.LATE)
    open_then = MealPoint.objects.filter(in_force(row.menu.day), id=point.id).exists()
    if not open_then or not is_open(point.organisation):
        raise UnableToSupply(errors.NO_OFFER)
    if way == Way.BROUGHT and not queries.serves(point.areas, area):
        raise UnableToSupply(errors.NOT_HERE, "way")


def offer_of(point: MealPoint, way: str, area: int, day: Any) -> UUID:
    """What the point's own provider offers there on that day. Raises UnableToSupply."""
    if way not in ITEMS:
        raise UnableToSupply(errors.KIND, "way")
    found = services.find_offers(system_scope("offers"), item=ITEMS[way], area=area, on=day)
    told = next((one for one in found if one.organisation == point.organisation), None)
    if told is None:
        raise UnableToSupply(errors.NO_OFFER)
    return told.offer


def _terms(row: Dish) -> orders.Terms:
    hours = times.free_hours(row.menu.from_at, row.menu.cut_off_at)
    return orders.Terms(price_fen=row.price_fen, free_hours=hours)


@transaction.atomic
def cancel_meal(
    *, order: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "changed_mind"
) -> Order:
    """Call a meal off before its cut-off: free of charge, and the portion is another's. Later the point must
    be rung. Raises UnableToSupply, NotFound, NotAllowed, UnableToOrder.
    """
    row = order_rows.access_order(scope, order)
    permissions.demand_order(scope, row.person, now)
    with enter(system_scope("meal", actor=by)):
        held = Portion.objects.select_related("menu").filter(order=order).first()
    if held is None:
        raise queries.NotFound(str(order))
    if now >= held.menu.cut_off_at and held.given_back_at is None:
        raise UnableToSupply(errors.LATE)
    if row.state == "withdrawn":
        return row
    return orders.withdraw(order=order, reason=reason, scope=scope, by=by, now=now)
