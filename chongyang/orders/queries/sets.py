"""Orders as a set, for whoever pays them by the month or asks how they were."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.orders.models import Order
from chongyang.orders.rules.lifecycle import HELPED, UNPAID


def verified_rows() -> QuerySet[Any, Any]:
    """Orders whose help was verified and that nobody disputes: id and money. In the system's scope."""
    rows = Order.objects.filter(state="verified").order_by()
    return rows.values("id", "number", "price_fen", "covered_fen", "own_fen")


def _helped(since: datetime, until: datetime) -> QuerySet[Order]:
    rows = Order.objects.filter(from_at__gte=since, from_at__lt=until, state__in=HELPED)
    return rows.filter(organisation__isnull=False)


def helped_between(since: datetime, until: datetime) -> list[Order]:
    """Orders of a span that came to help, by their key. In the system's scope."""
    return list(_helped(since, until).order_by("id"))


def count_helped(organisations: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, int]:
    """How often each organisation helped in a span. In the system's scope."""
    rows = _helped(since, until).filter(organisation__in=list(organisations)).order_by()
    return dict(rows.values_list("organisation").annotate(n=Count("id")))


def list_open_numbers(organisation: UUID, limit: int = 200) -> list[str]:
    """The numbers of a provider's orders that are neither paid nor ended, the oldest window first: an exit
    names them. In the system's scope, whoever asks.
    """
    with access.enter(system_scope("open orders")):
        rows = Order.objects.filter(organisation=organisation, state__in=UNPAID).order_by("from_at", "id")
        return list(rows.values_list("number", flat=True)[:limit])
