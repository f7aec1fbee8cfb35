"""Visits of the demo city: what phones told of orders that were done, some with weak evidence; and the day of
a carer who signs in (`carer1`), whose visits are missed unless she goes.

All of it is invented. What was done before today is written as rows, because it was told before today; points
and verdicts are the room's own. Repeatable: what stands already stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.orders import operations as orders
from chongyang.orders import queries as order_rows
from chongyang.orders.models import Order
from chongyang.orders.operations import UnableToOrder
from chongyang.registry.models import Elder
from chongyang.services import queries as services
from chongyang.services.rules import catalogue
from chongyang.territory.models import Account
from chongyang.visits import operations
from chongyang.visits.models import Entry, Visit
from chongyang.workforce.models import Carer
from chongyang.workshop.accounts import JINSHUI
from chongyang.workshop.papers import scope_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SEAT, CARER = "operator", "carer1"
ITEMS = ("bath_help", "cleaning", "chatting")
HOURS = (9, 13, 16)
DONE = ("done", "confirmed", "disputed", "verified")


@dataclass(frozen=True, slots=True)
class Told:
    """How one visit was told: without some kinds, so far from the door, with marks, so long."""

    but: tuple[str, ...] = ()
    metres: int = 25
    marks: list[str] = field(default_factory=list)
    minutes: int = 62


WHOLE = Told()
WEAK = (
    Told(but=("code", "card")),
    Told(but=("code", "card", "step"), metres=1800),
    Told(but=("card",), minutes=12, marks=["late"]),
    Told(but=("code", "card", "arrive"), marks=["conflict"]),
)


@transaction.atomic
def make_visits(now: datetime) -> dict[str, int]:
    """How many were made; nothing where visits stand already or nothing was ordered."""
    with enter(system_scope("demo visits")):
        if Visit.objects.exists():
            return {}
        done = Order.objects.filter(state__in=DONE).order_by("from_at", "id")
        assigned = order_rows.assignments_of([row.id for row in done])
        for place, order in enumerate(done):
            if carers := [one.carer for one in assigned[order.id]]:
                _past(order, carers, WHOLE if order.state == "verified" else WEAK[place % len(WEAK)])
        return {"visits": Visit.objects.count(), "today": _today(now)}


def _past(order: Order, carers: Sequence[UUID], told: Told) -> None:
    """The rows that a telephone would have left, judged half an hour after the end."""
    assert order.organisation is not None
    at, ended = order.from_at, order.from_at + told.minutes * MINUTE
    account = named_key("demo phone", str(carers[0]))
    visit = Visit.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=order.organisation,
        item=order.item,
        carers=list(carers),
        accounts=[account],
        from_at=order.from_at,
        to_at=order.to_at,
        minutes=order.minutes,
        set_out_at=at - 20 * MINUTE,
        arrived_at=at,
        started_at=at + 2 * MINUTE,
        ended_at=ended,
        confirmed_at=None if "card" in told.but else ended + MINUTE,
        last_received_at=ended + 2 * MINUTE,
        marks=told.marks,
    )
    for number, (kind, when, payload) in enumerate(_said(order, told, ended), start=1):
        _entry(visit, account, carers[0], number, kind, when, payload)
    operations.judge(visit=visit, now=ended + 40 * MINUTE)


def _said(order: Order, told: Told, ended: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Kind, moment and plain part of each entry."""
    at, place = order.from_at, {"metres": told.metres, "accuracy": 18}
    steps = [one.key for one in catalogue.item(order.item).steps if one.required]
    said: list[tuple[str, datetime, dict[str, Any]]] = [
        ("set_out", at - 20 * MINUTE, {}),
        ("arrive", at, place),
        ("code", at + MINUTE, {"matches": True}),
        ("start", at + 2 * MINUTE, {}),
        *(("step", at + (4 + place_) * MINUTE, {"step": key}) for place_, key in enumerate(steps)),
        ("end", ended, {}),
        ("card", ended + MINUTE, {"matches": True}),
    ]
    return [one for one in said if one[0] not in told.but]


def _entry(
    visit: Visit,
    account: UUID,
    carer: UUID,
    number: int,
    kind: str,
    at: datetime,
    payload: dict[str, Any],
) -> None:
    row = Entry(
        visit=visit,
        device=named_key("demo device", str(visit.order)),
        sequence=number,
        kind=kind,
        account=account,
        carer=carer,
        person=visit.person,
        area=visit.area,
        organisation=visit.organisation,
        taken_at=at,
        received_at=max(at, visit.last_received_at),
        happened_at=at,
        payload=payload,
        digest=f"{number:064x}",
    )
    row.place = _near(visit.order, payload) if "metres" in payload else ""
    row.save(force_insert=True)


def _near(order: UUID, payload: dict[str, Any]) -> str:
    """A place so far north of the door."""
    row = Order.objects.get(id=order)
    if row.longitude is None or row.latitude is None:
        return ""
    return f"{row.longitude:.6f},{row.latitude + payload['metres'] / 111_195:.6f},{payload['accuracy']}"


def _today(now: datetime) -> int:
    """Three visits of the carer who signs in, today, ordered the day before."""
    seat = scope_of(SEAT, now)
    account = Account.objects.filter(username=CARER).values_list("id", flat=True).first()
    carer = Carer.objects.filter(account=account).first() if account else None
    if seat is None or carer is None:
        return 0
    living = Elder.objects.filter(life_status="alive", same_as=None, longitude__isnull=False)
    living = living.filter(area__range=interval_of(JINSHUI))
    people = living.order_by("-id").values_list("id", "area")[:40]
    made = 0
    for person, area in people:
        if made == len(HOURS):
            break
        made += _one(person, area, carer, HOURS[made], ITEMS[made], seat, now)
    return made


def _one(person: UUID, area: int, carer: Carer, hour: int, item: str, seat: Scope, now: datetime) -> int:
    """One order of this carer's provider, accepted and assigned; 0 where it does not offer the item there."""
    day = timezone.localdate(now)
    begin = datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())
    offers = services.find_offers(system_scope("demo visits"), item=item, area=area, on=day)
    offer = next((one.offer for one in offers if one.organisation == carer.organisation), None)
    if offer is None:
        return 0
    said: dict[str, Any] = {"scope": seat, "by": seat.actor, "now": begin - 20 * HOUR}
    window: dict[str, Any] = {"from_at": begin, "to_at": begin + 3 * HOUR}
    try:
        with transaction.atomic():
            row = orders.create(
                person=person,
                item=item,
                offer=offer,
                channel="call",
                key=f"demo visit/{day}/{hour}",
                **window,
                **said,
            )
            orders.step(order=row.id, action="accept", **said)
            planned: dict[str, Any] = {"from_at": begin, "to_at": begin + HOUR}
            orders.assign(order=row.id, carers=[carer.id], **planned, **said)
    except (UnableToOrder, UnableToStep):
        return 0
    return 1
