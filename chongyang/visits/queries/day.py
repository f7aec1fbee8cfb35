"""A carer's day as her phone keeps it: where to, when, what is to be done, and how far she has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry
from chongyang.services.rules import catalogue
from chongyang.visits.models import Entry, Visit
from chongyang.visits.permissions import Can, demand
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.orders.models import Order

ZONE = ZoneInfo("Asia/Shanghai")
SHOWN = (
    *("accepted", "on_the_way", "arrived", "started", "paused", "done", "confirmed", "disputed"),
    *("verified", "settled"),
)
TIMES = ("set_out_at", "arrived_at", "started_at", "paused_at", "ended_at", "confirmed_at")


COUNTED = ("card", "code", "photo", "reading", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVisit:
    """One visit of the day. Name, place and telephone are the order's copies, opened for who goes there."""

    order: UUID
    number: str
    person: UUID
    area: int
    item: str
    state: str
    from_at: datetime
    to_at: datetime
    planned_at: datetime
    minutes: int
    name: str
    place: str
    phone: str
    floor: int | None
    has_lift: bool | None
    access_note: str
    note: str
    longitude: float | None
    latitude: float | None
    steps: tuple[catalogue.Step, ...]
    times: Mapping[str, datetime]
    steps_done: tuple[str, ...]
    told: Mapping[str, int]
    verdict: str
    people: int


def day_of(scope: Scope, *, day: date) -> list[DayVisit]:
    """The visits that are planned for this carer on a day of the city, in order. Raises NotAllowed.

    In the system's scope, of her own orders alone: what is needed at the door stands in the registry, which
    her post does not reach.
    """
    demand(scope, Can.MAKE_VISITS)
    account = scope.actor.account
    carer = workforce.carer_of_account(scope, account) if account else None
    if carer is None:
        return []
    begins = datetime.combine(day, time(), ZONE)
    planned = orders.orders_of_carer(carer.id, begins, begins + timedelta(days=1))
    planned = [row for row in planned if row.order.state in SHOWN]
    with enter(system_scope("own day", actor=scope.actor)):
        return _told([(row.order, row.from_at) for row in planned])


def _told(planned: Sequence[tuple[Order, datetime]]) -> list[DayVisit]:
    keys = [order.id for order, _ in planned]
    visits = {row.order: row for row in Visit.objects.filter(order__in=keys).order_by("id")}
    said = _said(visits.values())
    return [_one(order, at, visits.get(order.id), said) for order, at in planned]


def _said(visits: Any) -> dict[UUID, list[tuple[str, str]]]:
    """Of each visit what was told that counts: kind and, of a step, which."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = Entry.objects.filter(visit__in=list(visits), conflict="").order_by("sequence", "id")
    for visit, kind, payload in rows.values_list("visit_id", "kind", "payload"):
        found.setdefault(visit, []).append((kind, str(payload.get("step", ""))))
    return found


def _one(
    order: Order, planned_at: datetime, visit: Visit | None, said: dict[UUID, list[tuple[str, str]]]
) -> DayVisit:
    told = said.get(visit.id, []) if visit else []
    return DayVisit(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        item=order.item,
        state=order.state,
        from_at=order.from_at,
        to_at=order.to_at,
        planned_at=planned_at,
        minutes=order.minutes,
        name=order.name.plain,
        place=order.place.plain,
        phone=order.phone.plain,
        note=order.note.plain,
        longitude=order.longitude,
        latitude=order.latitude,
        steps=_steps(order.item),
        times=_times(visit),
        steps_done=tuple(step for kind, step in told if kind == "step"),
        told=dict(Counter(kind for kind, _ in told if kind in COUNTED)),
        verdict=visit.verdict if visit else "",
        people=order.people,
        **_home(order.person),
    )


def _home(person: UUID) -> dict[str, Any]:
    """How to get in, from the file as it stands today."""
    try:
        elder = registry.access_elder(system_scope("own day"), person)
    except registry.NotFound:
        return {"floor": None, "has_lift": None, "access_note": ""}
    return {"floor": elder.floor, "has_lift": elder.has_lift, "access_note": elder.access_note}


def _steps(item: str) -> tuple[catalogue.Step, ...]:
    try:
        return catalogue.item(item).steps
    except catalogue.UnknownItem:
        return ()


def _times(visit: Visit | None) -> dict[str, datetime]:
    if visit is None:
        return {}
    told = {name: getattr(visit, name) for name in TIMES}
    return {name: at for name, at in told.items() if at}


def today(now: datetime) -> date:
    """The city's day."""
    return timezone.localdate(now, ZONE)
