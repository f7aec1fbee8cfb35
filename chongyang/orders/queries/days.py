"""What planning a day asks of orders without their rows: who has any, which are reached, when one was."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.orders.models import Order
from chongyang.orders.queries.orders import visible_orders


def providers_between(
    scope: Scope,
    *,
    from_at: datetime,
    to_at: datetime,
    states: Collection[str],
    area: Interval | None = None,
    organisation: UUID | None = None,
) -> list[UUID]:
    """The providers of orders within reach whose window begins in [from_at, to_at), however many orders."""
    rows = visible_orders(scope).filter(from_at__gte=from_at, from_at__lt=to_at, state__in=list(states))
    rows = rows.filter(area__range=area) if area else rows
    rows = rows.filter(organisation=organisation) if organisation else rows
    found = rows.filter(organisation__isnull=False).order_by("organisation").distinct()
    return [one for one in found.values_list("organisation", flat=True) if one]


def reached(scope: Scope, orders: Collection[UUID]) -> set[UUID]:
    """Which of these are within reach."""
    rows = visible_orders(scope).filter(id__in=list(orders))
    return set(rows.order_by("id").values_list("id", flat=True))


def times_of(
    organisation: UUID,
    persons: Collection[UUID],
    items: Collection[str],
    *,
    from_at: datetime,
    to_at: datetime,
    states: Collection[str],
) -> list[tuple[UUID, UUID, str, datetime]]:
    """(key, person, item, begin) of a provider's orders of these in [from_at, to_at). System scope."""
    with enter(system_scope("times of orders")):
        rows = Order.objects.filter(organisation=organisation, person__in=list(persons), item__in=list(items))
        rows = rows.filter(from_at__gte=from_at, from_at__lt=to_at, state__in=list(states))
        return list(rows.order_by("from_at", "id").values_list("id", "person", "item", "from_at"))
