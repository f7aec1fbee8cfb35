"""Reads of orders to and from 12345."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Extension, Order
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.queries.pages import After, page_of
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

DONE = ("answered", "returned", "refused", "closed")


def visible_orders(scope: Scope) -> QuerySet[Order]:
    """Orders within reach: of the area, or assigned to the own unit. Who may not know persons finds none."""
    if not (can_read(scope) and may(scope, Can.HANDLE_ORDERS)):
        return Order.objects.none()
    return visible(Order.objects.all(), scope)


def access_order(scope: Scope, order: UUID) -> Order:
    """One order. Raises NotFound."""
    demand(scope, Can.HANDLE_ORDERS)
    row = visible_orders(scope).filter(id=order).first()
    if row is None:
        raise NotFound(str(order))
    return row


def list_orders(
    scope: Scope, *, direction: str = "", is_open: bool = True, limit: int = 100, after: After | None = None
) -> list[Order]:
    """Open orders by their deadline, or ended ones, the newest first."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = visible_orders(scope)
    if direction:
        rows = rows.filter(direction=direction)
    return page_of(rows, is_open=is_open, ended="closed_at", limit=limit, after=after)


def count_orders(scope: Scope, now: datetime) -> dict[str, int]:
    """How many are open, and how many of them are late."""
    rows = visible_orders(scope).filter(closed_at=None)
    late = rows.filter(~Q(state__in=DONE), due_at__lt=now)
    return {"open": rows.count(), "late": late.count()}


def list_extensions(scope: Scope, order: UUID) -> list[Extension]:
    """What was asked for and decided."""
    access_order(scope, order)
    return list(visible(Extension.objects.filter(order=order), scope).order_by("asked_at", "id"))
