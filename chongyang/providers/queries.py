"""Reads of providers: public places, and the responders whom a scope reaches."""

from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Interval, Scope
from chongyang.providers.models import Provider, Responder

Position = tuple[float, float]


def list_providers(kind: str | None = None, within: Interval | None = None) -> QuerySet[Provider]:
    """Open places, by kind and area; public."""
    rows = Provider.objects.filter(closed_on=None)
    if kind:
        rows = rows.filter(kind=kind)
    if within:
        rows = rows.filter(area__range=within)
    return rows.order_by("area", "id")


def get_provider(provider: UUID) -> Provider | None:
    return Provider.objects.filter(id=provider).first()


def list_responders(
    scope: Scope, near: Position | None = None, within_degrees: float = 0.25, limit: int = 400
) -> list[Responder]:
    """Responders on duty within reach, in a box of ± `within_degrees` around a position if one is known."""
    rows = visible(Responder.objects.filter(is_on_duty=True, account__isnull=False), scope)
    if near:
        longitude, latitude = near
        rows = rows.filter(
            longitude__range=(longitude - within_degrees, longitude + within_degrees),
            latitude__range=(latitude - within_degrees, latitude + within_degrees),
        )
    return list(rows.order_by("id")[:limit])


def get_responder(responder: UUID) -> Responder | None:
    return Responder.objects.filter(id=responder).first()


def responder_of(account: UUID) -> Responder | None:
    """The responder whom an account stands for."""
    return Responder.objects.filter(account=account).first()
