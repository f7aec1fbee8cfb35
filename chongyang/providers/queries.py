"""Reads of providers: public places, and the responders whom a scope reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Power

from chongyang.core.access import is_reached, visible
from chongyang.core.queries.counts import ByStreet, by_street
from chongyang.core.scopes import Interval, Scope
from chongyang.providers.models import DutyTurn, Provider, Responder, ResponderPosition
from chongyang.providers.rules.positions import is_recent, load_positions
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

Position = tuple[float, float]
Span = tuple[datetime, datetime | None]
EAST_SHRINKS = 0.82
"""cos 35°: a degree of longitude against one of latitude, at Zhengzhou; used for the order alone."""
LISTED = 300
COMMUNITY_KINDS = ("integrated_care_centre", "day_care_centre", "community_care_facility")
Places = TypeVar("Places", Provider, Responder)
Placed = TypeVar("Placed", Provider, Responder, ResponderPosition)


class NotFound(Exception):
    """No such responder within reach."""


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
    """Responders on duty within reach; with a position those who usually are, or are now, in a box around it,
    in the order of their usual places.
    """
    rows = visible(Responder.objects.filter(is_on_duty=True, account__isnull=False), scope)
    if near is None:
        return list(rows.order_by("id")[:limit])
    shared = _in_box(ResponderPosition.objects.all(), near, within_degrees).values("responder")
    around = rows.filter(Q(id__in=_in_box(rows, near, within_degrees).values("id")) | Q(id__in=shared))
    return list(_nearest_first(around, near)[:limit])


def list_responders_on_duty(
    scope: Scope, within: Interval | None = None, near: Position | None = None, limit: int = 400
) -> list[OnDuty]:
    """The same as plain values, for ranking; their load is known to the room that sends them."""
    rows = visible(Responder.objects.filter(is_on_duty=True), scope)
    if within:
        rows = rows.filter(area__range=within)
    rows = _nearest_first(rows, near) if near else rows.order_by("id")
    return [_on_duty(row) for row in rows[:limit]]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a responder is taken to be: the shared position with its moment, or the usual place without."""

    position: Position
    at: datetime | None = None


def whereabouts(scope: Scope, responders: Iterable[Responder], now: datetime) -> dict[UUID, Whereabouts]:
    """For the seats of their area: the position that somebody on duty shares, if it is recent; else the place
    where she usually is.
    """
    demand(scope, Can.ANSWER_CALLS)
    rows = list(responders)
    shared = _shared(scope, now).filter(responder__in=[row.id for row in rows])
    found = {row.responder_id: Whereabouts((row.longitude, row.latitude), row.at) for row in shared}
    return {row.id: found.get(row.id) or Whereabouts((row.longitude, row.latitude)) for row in rows}


def list_around(
    scope: Scope, near: Position | None, within_degrees: float, *, now: datetime, limit: int
) -> list[tuple[Responder, Whereabouts]]:
    """Responders on duty in a box around a position, by the place where they usually are or the one that they
    share, with where each is taken to be: `list_responders` and `whereabouts` in one statement.
    """
    demand(scope, Can.ANSWER_CALLS)
    rows = visible(Responder.objects.filter(is_on_duty=True, account__isnull=False), scope)
    rows = rows.select_related("position").defer("phone", "name")
    if near is None:
        return [(row, _where(row, scope, now)) for row in rows.order_by("id")[:limit]]
    (x, y), far = near, within_degrees
    usual = Q(longitude__range=(x - far, x + far), latitude__range=(y - far, y + far))
    shared = Q(position__longitude__range=(x - far, x + far), position__latitude__range=(y - far, y + far))
    around = _nearest_first(rows.filter(usual | shared), near)[:limit]
    return [(row, _where(row, scope, now)) for row in around]


def _where(row: Responder, scope: Scope, now: datetime) -> Whereabouts:
    """The rule of `_shared` for one row whose position came with it."""
    told: ResponderPosition | None = getattr(row, "position", None)
    is_told = told is not None and row.shares_position_since is not None and is_recent(told.at, now)
    if told is None or not is_told or not (scope.system or scope.reaches(told.area)):
        return Whereabouts((row.longitude, row.latitude))
    return Whereabouts((told.longitude, told.latitude), told.at)


def list_positions(scope: Scope, now: datetime) -> list[ResponderPosition]:
    """All positions that are shared now within reach."""
    demand(scope, Can.ANSWER_CALLS)
    return list(_shared(scope, now))


def _shared(scope: Scope, now: datetime) -> QuerySet[ResponderPosition]:
    told = Q(responder__is_on_duty=True, responder__shares_position_since__isnull=False)
    rows = ResponderPosition.objects.filter(told, at__gte=now - load_positions().age_limit)
    return visible(rows, scope).order_by("responder")


def turns_since(responders: Iterable[UUID], since: datetime) -> dict[UUID, list[Span]]:
    """Turns of duty that go on or ended since a moment; one that goes on has no end."""
    rows = DutyTurn.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since), responder__in=list(responders))
    found: dict[UUID, list[Span]] = {}
    for responder, began, ended in rows.order_by("id").values_list("responder", "began_at", "ended_at"):
        found.setdefault(responder, []).append((began, ended))
    return found


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


def _in_box(rows: QuerySet[Placed], near: Position, degrees: float) -> QuerySet[Placed]:
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


def responders_by_id(responders: Iterable[UUID]) -> dict[UUID, Responder]:
    """Several responders in one query."""
    return {row.id: row for row in Responder.objects.filter(id__in=list(responders)).order_by("id")}


def list_editable(scope: Scope) -> list[Responder]:
    """Responders of the clerk's area, on duty or not."""
    demand(scope, Can.WRITE_ELDERS)
    return list(visible(Responder.objects.all(), scope).order_by("area", "id")[:LISTED])


def access_editable(scope: Scope, responder: UUID) -> Responder:
    """One of them; raises NotFound."""
    demand(scope, Can.WRITE_ELDERS)
    row = visible(Responder.objects.filter(id=responder), scope).first()
    if row is None:
        raise NotFound(str(responder))
    return row


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


def responders_after(cursor: UUID | None, limit: int) -> list[tuple[UUID, int]]:
    """Key and area of the next responders in the order of their keys, for the test of communications."""
    rows = Responder.objects.filter(account__isnull=False)
    if cursor:
        rows = rows.filter(id__gt=cursor)
    return list(rows.order_by("id").values_list("id", "area")[:limit])


def responder_phone(responder: UUID) -> str:
    """The plain number of one responder, for the sender alone; in the system's scope."""
    row = Responder.objects.filter(id=responder).first()
    return str(row.phone.plain) if row else ""


def responders_left_before(before: datetime) -> QuerySet[Responder]:
    """Responders who were gone from every post before a moment and whose particulars still stand."""
    gone = territory.left_before(before).values("id")
    return Responder.objects.filter(account__in=gone).exclude(name="")
