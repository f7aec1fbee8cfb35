"""Orders as a set, for whoever pays them by the month."""

from typing import Any

from django.db.models import QuerySet

from chongyang.orders.models import Order


def verified_rows() -> QuerySet[Any, Any]:
    """Orders whose help was verified and that nobody disputes: id and money. In the system's scope."""
    rows = Order.objects.filter(state="verified").order_by()
    return rows.values("id", "number", "price_fen", "covered_fen", "own_fen")
