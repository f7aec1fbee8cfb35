"""Counts of orders without any person in them."""

from datetime import datetime

from django.db.models import Count

from chongyang.core.scopes import Scope
from chongyang.orders.models import Order
from chongyang.orders.queries.orders import visible_orders


def count_states(scope: Scope) -> dict[str, int]:
    """How many open orders within reach stand in each state."""
    rows = visible_orders(scope).filter(closed_at=None).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


def counts_of_month(since: datetime, until: datetime) -> tuple[int, int]:
    """Orders opened in a span, and how many of them came to help; for sums, in the system's scope."""
    rows = Order.objects.filter(opened_at__gte=since, opened_at__lt=until)
    helped = rows.filter(state__in=("done", "confirmed", "verified", "settled"))
    return rows.count(), helped.count()
