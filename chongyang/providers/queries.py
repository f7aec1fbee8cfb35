"""Reads of providers: public places, and the responders whom a scope reaches."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Power

from chongyang.core.access import is_reached, visible
from chongyang.core.queries.counts import ByStreet, by_street
from chongyang.core.scopes import Interval, Scope
from chongyang.providers.models import Provider, Responder

Position = tuple[float, float]
EAST_SHRINKS = 0.82
"""cos 35°: a degree of longitude against one of latitude, at Zhengzhou; used for the order alone."""
COMMUNITY_KINDS = ("integrated_care_centre", "day_care_centre", "community_care_facility")
Places = TypeVar("Places", Provider, Responder)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A responder who can be sent now; positions are WGS84."""

    id: UUID
    account: UUID | None
    organisation: UUID | None
    name: str
    kind: str
    skills: tuple[str, ...]
    longitude: float
    latitude: float
    capacity: int
    area: int
    holds_keys_of: tuple[UUID, ...]


def list_providers(kind: str | None = None, within: Interval | None = None) -> QuerySet[Provider]:
    """Open places, by kind and area; public."""
    rows = Provider.objects.filter(closed_on=None)
    if kind:
        rows = rows.filter(kind=kind)
    if within:
        rows = rows.filter(area__range=within)
    return rows.order_by("area", "id")


def list_providers_near(
    near: Position, kind: str | None = None, within_degrees: float = 0.1, limit: int = 20
) -> list[Provider]:
    """Open places in a box around a position, the nearest first."""
    rows = _in_box(list_providers(kind), near, within_degrees)
    return list(_nearest_first(rows, near)[:limit])


def count_providers(kind: str | None = None, within: Interval | None = None) -> int:
    return list_providers(kind, within).count()


def get_provider(provider: UUID) -> Provider | None:
    return Provider.objects.filter(id=provider).first()


def list_responders(
    scope: Scope, near: Position | None = None, within_degrees: float = 0.25, limit: int = 400
) -> list[Responder]:
    """Responders on duty within reach; the nearest first, in a box, where a position is known."""
    rows = visible(Responder.objects.filter(is_on_duty=True, account__isnull=False), scope)
    if near is None:
        return list(rows.order_by("id")[:limit])
    return list(_nearest_first(_in_box(rows, near, within_degrees), near)[:limit])


def list_responders_on_duty(
    scope: Scope, within: Interval | None = None, near: Position | None = None, limit: int = 400
) -> list[OnDuty]:
    """The same as plain values, for ranking; their load is known to the room that sends them."""
    rows = visible(Responder.objects.filter(is_on_duty=True), scope)
    if within:
        rows = rows.filter(area__range=within)
    rows = _nearest_first(rows, near) if near else rows.order_by("id")
    return [_on_duty(row) for row in rows[:limit]]


def _on_duty(row: Responder) -> OnDuty:
    return OnDuty(
        id=row.id,
        account=row.account,
        organisation=row.organisation,
        name=row.name,
        kind=row.kind,
        skills=tuple(row.skills),
        longitude=row.longitude,
        latitude=row.latitude,
        capacity=row.capacity,
        area=row.area,
        holds_keys_of=tuple(row.holds_keys_of),
    )


def _in_box(rows: QuerySet[Places], near: Position, degrees: float) -> QuerySet[Places]:
    longitude, latitude = near
    return rows.filter(
        longitude__range=(longitude - degrees, longitude + degrees),
        latitude__range=(latitude - degrees, latitude + degrees),
    )


def _nearest_first(rows: QuerySet[Places], near: Position) -> Any:
    """In order of the straight line, so that a limit cuts off the farthest."""
    longitude, latitude = near
    east = Power((F("longitude") - longitude) * EAST_SHRINKS, 2)
    return rows.order_by(east + Power(F("latitude") - latitude, 2), "id")


def get_responder(responder: UUID) -> Responder | None:
    return Responder.objects.filter(id=responder).first()


def responder_of(account: UUID) -> Responder | None:
    """The responder whom an account stands for."""
    return Responder.objects.filter(account=account).first()


def count_beds_by_street(scope: Scope) -> ByStreet:
    """Beds of open institutions in each street."""
    return by_street(_within(Provider.objects.filter(closed_on=None), scope), Sum("beds"))


def count_facilities_by_street(scope: Scope) -> ByStreet:
    """Open community facilities in each street: centres, day care, facilities of home and community care."""
    return by_street(_within(Provider.objects.filter(closed_on=None, kind__in=COMMUNITY_KINDS), scope))


def count_on_duty_by_street(scope: Scope) -> ByStreet:
    """Responders on duty in each street of a figure scope."""
    return by_street(visible(Responder.objects.filter(is_on_duty=True), scope))


def _within(rows: QuerySet[Provider], scope: Scope) -> QuerySet[Provider]:
    """Places are public, so nothing hides those elsewhere: the scope's areas as literals."""
    return rows if scope.system else rows.filter(is_reached(Provider, scope))
