"""Hosts, their rooms and their routes: told by who keeps them, confirmed by a department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.activities import permissions, queries
from chongyang.activities.enums import HostKind
from chongyang.activities.models import Host, Room, Route
from chongyang.activities.operations import errors
from chongyang.activities.operations.errors import UnableToAct
from chongyang.activities.operations.telling import tell
from chongyang.activities.rules import lists
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope

MOST_STOPS, MOST_DAYS = 40, 30
LONGITUDES, LATITUDES = (73, 136), (3, 54)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostForm:
    """What a host says of itself. `area` is the first code of its community, street or county."""

    kind: str
    name: str
    address: str
    area: int
    about: str = ""
    phone: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteForm:
    """`stops` are {day, name, longitude, latitude, says}; `designation` the words of a title it holds."""

    name: str
    days: int
    stops: Sequence[Mapping[str, Any]]
    effort: str
    insurance: str
    health: Sequence[str] = field(default_factory=tuple)
    designation: str = ""
    about: str = ""


@transaction.atomic
def tell_host(*, form: HostForm, scope: Scope, by: Actor, now: datetime) -> Host:
    """A school or base of the own organisation; not public yet. Raises UnableToAct, NotAllowed."""
    organisation = permissions.demand_keep(scope)
    account = permissions.account_of(by)
    if form.kind not in {one.value for one in HostKind}:
        raise UnableToAct(errors.KIND, field="kind")
    if not (form.name.strip() and form.address.strip()):
        raise UnableToAct(errors.NAME, field="name")
    made = Host(
        organisation=organisation,
        kind=form.kind,
        name=form.name.strip()[:80],
        address=form.address.strip()[:200],
        about=form.about.strip()[:300],
        phone=form.phone.strip()[:20],
        area=form.area,
        longitude=form.longitude,
        latitude=form.latitude,
        told_at=now,
        told_by=account,
        opened_on=timezone.localdate(now),
    )
    with enter(system_scope("hosts", actor=by)):
        _save(made)
        tell("activities.host.told", made, by, now, kind=made.kind)
    return made


def _save(row: Any) -> None:
    """Write a row whose name is once. Raises UnableToAct."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToAct(errors.TWICE, field="name") from error


@transaction.atomic
def confirm_host(*, host: UUID, scope: Scope, by: Actor, now: datetime) -> Host:
    """A department of its area lets it stand on the public list. Raises UnableToAct, NotFound."""
    permissions.demand_confirm(scope)
    found = queries.access_host_of_area(scope, host)
    account = permissions.account_of(by)
    with enter(system_scope("hosts", actor=by)):
        row = Host.objects.select_for_update().get(id=found.id)
        if row.confirmed_at or row.closed_on:
            raise UnableToAct(errors.NOT_NOW)
        if row.told_by == account:
            raise UnableToAct(errors.OWN)
        row.confirmed_at, row.confirmed_by = now, account
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        tell("activities.host.confirmed", row, by, now, kind=row.kind)
    return row


@transaction.atomic
def close_host(*, host: UUID, scope: Scope, by: Actor, now: datetime) -> Host:
    """It offers nothing any more; what runs must be over or stopped first. Raises UnableToAct, NotFound."""
    found = queries.access_own_host(scope, host)
    today = timezone.localdate(now)
    with enter(system_scope("hosts", actor=by)):
        row = Host.objects.select_for_update().get(id=found.id)
        if row.closed_on or row.offerings.filter(state="open").exists():
            raise UnableToAct(errors.NOT_NOW)
        row.closed_on = today
        row.save(update_fields=["closed_on"])
        tell("activities.host.closed", row, by, now)
    return row


@transaction.atomic
def add_room(*, host: UUID, name: str, places: int, scope: Scope, by: Actor, now: datetime) -> Room:
    """A room of the own host. Raises UnableToAct, NotFound."""
    held = queries.access_own_host(scope, host)
    if not name.strip():
        raise UnableToAct(errors.TITLE, field="name")
    if not 0 < places <= lists.limits().most_places:
        raise UnableToAct(errors.PLACES, field="places")
    made = Room(host=held, organisation=held.organisation, name=name.strip()[:40], places=places)
    with enter(system_scope("hosts", actor=by)):
        _save(made)
        tell("activities.room.added", made, by, now, area=held.area, places=places)
    return made


@transaction.atomic
def add_route(*, host: UUID, form: RouteForm, scope: Scope, by: Actor, now: datetime) -> Route:
    """A route of the own host. Raises UnableToAct, NotFound."""
    held = queries.access_own_host(scope, host)
    stops = _stops(form)
    if not form.name.strip():
        raise UnableToAct(errors.TITLE, field="name")
    if form.effort not in lists.entries("efforts") or set(form.health) - set(lists.entries("health")):
        raise UnableToAct(errors.KIND, field="effort")
    made = Route(
        host=held,
        organisation=held.organisation,
        area=held.area,
        name=form.name.strip()[:80],
        days=form.days,
        stops=stops,
        effort=form.effort,
        health=sorted(set(form.health)),
        insurance=form.insurance.strip()[:200],
        designation=form.designation.strip()[:80],
        about=form.about.strip()[:500],
    )
    with enter(system_scope("hosts", actor=by)):
        _save(made)
        tell("activities.route.added", made, by, now, days=made.days)
    return made


def _stops(form: RouteForm) -> list[dict[str, Any]]:
    """The stops that have a name, each within the days; on the map only where both numbers are a place."""
    told = [one for one in form.stops if str(one.get("name", "")).strip()]
    if not (told and form.insurance.strip() and 0 < form.days <= MOST_DAYS and len(told) <= MOST_STOPS):
        raise UnableToAct(errors.STOPS, field="stops")
    rows = [_stop(one) for one in told]
    if any(not 1 <= row["day"] <= form.days for row in rows):
        raise UnableToAct(errors.STOPS, field="stops")
    return sorted(rows, key=lambda row: int(row["day"]))


def _stop(one: Mapping[str, Any]) -> dict[str, Any]:
    try:
        day = int(one.get("day") or 0)
        longitude, latitude = float(one.get("longitude") or 0), float(one.get("latitude") or 0)
    except (TypeError, ValueError) as error:
        raise UnableToAct(errors.STOPS, field="stops") from error
    row: dict[str, Any] = {"day": day, "name": str(one["name"]).strip()[:60]}
    row["says"] = str(one.get("says", "")).strip()[:120]
    is_there = LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]
    return row | ({"longitude": longitude, "latitude": latitude} if is_there else {})
