"""Portions are taken and given back at two rows of the database: the dish and the meal. Each has a check."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from chongyang.core.access import enter
from chongyang.core.models import Case, Step
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.orders import operations as order_steps
from chongyang.supplies.models import Dish, Menu, Portion
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.telling import tell

if TYPE_CHECKING:
    from chongyang.orders.models import Order


def take(order: Order, dish: Dish, way: str, *, by: Actor, now: datetime, key: str = "") -> Portion:
    """Of this dish as many as the order says; in the system's scope, inside the caller's transaction. Dish
    before meal, always, so that two who order wait for each other and never both. Raises UnableToSupply.
    """
    count = order.quantity
    if not Dish.objects.filter(id=dish.id, taken__lte=F("portions") - count).update(taken=F("taken") + count):
        raise UnableToSupply(errors.SOLD_OUT, "dish")
    menus = Menu.objects.filter(id=dish.menu_id, taken__lte=F("capacity") - count)
    if not menus.update(taken=F("taken") + count):
        raise UnableToSupply(errors.FULL, "dish")
    row = Portion.objects.create(
        order=order.id,
        menu_id=dish.menu_id,
        dish=dish,
        person=order.person,
        area=order.area,
        organisation=dish.organisation,
        way=way,
        quantity=count,
        taken_at=now,
        key=key or order.id.hex,
    )
    tell("portion.taken", row, by=by, now=now, order=str(row.order))
    return row


def accept(order: Order, *, now: datetime) -> None:
    """The menu was published: who published it promised this portion already."""
    if order.state == "offered":
        scope = system_scope("published menu")
        order_steps.step(order=order.id, action="accept", by=SYSTEM, now=now, scope=scope, how="menu")


def follow_gone(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on an order that will not be eaten: before the cut-off its portions are free again, later they
    are cooked and lost. Twice is once.
    """
    with enter(system_scope("portion", actor=by)):
        rows = Portion.objects.select_for_update(of=("self",)).select_related("menu")
        row = rows.filter(order=case.id, given_back_at=None, lost_at=None, served_at=None).first()
        if row is None:
            return
        if now < row.menu.cut_off_at:
            row.given_back_at = now
            Dish.objects.filter(id=row.dish_id).update(taken=F("taken") - row.quantity)
            Menu.objects.filter(id=row.menu_id).update(taken=F("taken") - row.quantity)
        else:
            row.lost_at = now
        row.save(update_fields=["given_back_at", "lost_at"])
        told = "portion.given_back" if row.given_back_at else "portion.lost"
        tell(told, row, by=by, now=now, order=str(row.order))
