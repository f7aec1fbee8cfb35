"""Reads of told changes."""

from uuid import UUID

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.exchange.models import Subscription, ToldChange
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


def list_changes(subscription: Subscription, after: int, limit: int) -> list[ToldChange]:
    """Changes after a number, in order; for the machine that delivers."""
    rows = ToldChange.objects.filter(subscription=subscription, number__gt=after)
    return list(rows.order_by("number")[:limit])


def pulled_changes(
    scope: Scope, agreement: UUID, *, after: int, limit: int
) -> tuple[Subscription | None, list[ToldChange]]:
    """What a department pulls: its subscription, and the changes after a number. Raises NotAllowed."""
    demand(scope, Can.ASK_REGISTRY)
    held = visible(Subscription.objects.filter(agreement=agreement, ended_at=None), scope).first()
    if held is None:
        return None, []
    rows = visible(ToldChange.objects.filter(subscription=held, number__gt=after), scope)
    return held, list(rows.order_by("number")[:limit])
