"""A visit that did not begin: the carer is told, then the dispatcher, then somebody goes and looks.

Each step is taken once, however often the watch runs. A phone without a signal may have been there all the
while: its late entry ends the alarm and says why.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from chongyang.alerting import operations as alerting
from chongyang.core import events, live
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency.rules.kinds import person_key
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry
from chongyang.services.rules import catalogue
from chongyang.visits.enums import Closed
from chongyang.visits.models import Entry, Missed
from chongyang.visits.rules import missed as rules
from chongyang.visits.rules.settings import settings
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.orders.models import Order

TOPIC = "visits"
WAITING = ("accepted", "on_the_way")
CARER_CHAIN, DISPATCHER_CHAIN = "visit.late", "visit.missed"
MOST = 20_000
SAID_LATE = timedelta(minutes=10)
"""An arrival that is told longer after it happened came from a phone without a signal."""


def watch(*, now: datetime, limit: int = 500) -> int:
    """Take the steps that are due; system scope. Returns how many were taken."""
    close_gone(now=now)
    due = [(row, at) for row, at in overdue(now)[:limit]]
    return sum(_watch_one(row.id, at, now) for row, at in due)


def overdue(now: datetime) -> list[tuple[Order, datetime]]:
    """Orders that somebody accepted and nobody began, with the moment that was agreed, the oldest first. Who
    does not come to a table that waits for her is no missed visit.
    """
    scope = system_scope("missed visits")
    until = now - rules.first_after()
    rows = orders.list_between(
        scope,
        from_at=now - rules.watched(),
        to_at=until + timedelta(seconds=1),
        states=WAITING,
        limit=MOST,
    )
    rows = [row for row in rows if not catalogue.item(row.item).she_comes]
    planned = orders.assignments_of([row.id for row in rows])
    found = [(row, due_of(row, [one.from_at for one in planned[row.id]])) for row in rows]
    return [(row, at) for row, at in found if at <= until]


def due_of(order: Order, planned: list[datetime]) -> datetime:
    """When the carer was to come: as planned; without a plan, the last moment at which it can be done."""
    if planned:
        return min(planned)
    return max(order.from_at, order.to_at - timedelta(minutes=order.minutes))


def _watch_one(order: UUID, due_at: datetime, now: datetime) -> int:
    taken = 0

    def take() -> None:
        nonlocal taken
        taken = _take_due(order, due_at, now)

    cases.try_step(str(order), take)
    return taken


@transaction.atomic
def _take_due(order: UUID, due_at: datetime, now: datetime) -> int:
    """Under the lock of the order: who arrives meanwhile waits, and then ends the alarm."""
    cases.hold(order)
    row = orders.get_many(system_scope("missed visits"), [order])[order]
    if row.state not in WAITING:
        return 0
    alarm = Missed.objects.select_for_update(of=("self",)).filter(order=order).first()
    if alarm and alarm.closed_at:
        return 0
    steps = rules.due_steps(due_at, alarm.told if alarm else 0, now)
    if not steps:
        return 0
    alarm = alarm or _open(row, due_at)
    for step in steps:
        _tell(alarm, row, step.tells, now)
        alarm.told += 1
    alarm.told_at = now
    alarm.save()
    live.announce(TOPIC, area=alarm.area)
    return len(steps)


def _open(order: Order, due_at: datetime) -> Missed:
    assert order.organisation is not None
    return Missed.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=order.organisation,
        accounts=_accounts(order.id),
        due_at=due_at,
    )


def _accounts(order: UUID) -> list[UUID]:
    carers = [row.carer for row in orders.assignments_of([order])[order]]
    return workforce.accounts_of(carers)


def _tell(alarm: Missed, order: Order, tells: str, now: datetime) -> None:
    """One step. The pages of carer, provider and dispatcher show the row; messages go by chains."""
    if tells == "carer":
        for account in alarm.accounts:
            _start(CARER_CHAIN, account, f"{CARER_CHAIN}:{alarm.order.hex}:{account.hex}", alarm, now)
    elif tells == "dispatcher":
        _start(DISPATCHER_CHAIN, alarm.id, f"{DISPATCHER_CHAIN}:{alarm.order}", alarm, now)
    else:
        alarm.incident = open_incident(
            person=alarm.person,
            area=alarm.area,
            reference=alarm.id,
            said_at=alarm.due_at,
            order=order,
            now=now,
        )
    _record(f"told_{tells}", alarm, SYSTEM, now)


def _start(chain: str, subject: UUID, key: str, alarm: Missed, now: datetime) -> None:
    alerting.start(
        chain=chain,
        subject_key=key,
        subject=subject,
        area=alarm.area,
        person=alarm.person,
        by=SYSTEM,
        now=now,
    )


def open_incident(
    *, person: UUID, area: int, reference: UUID, said_at: datetime, order: Order, now: datetime
) -> UUID | None:
    """The help did not reach her and she lives alone: the seats ring her, and send somebody. None where
    `rules.missed` lets it be. In the system's scope.
    """
    profile = registry.get_profile(system_scope("missed visits"), person)
    if profile is None or not rules.opens_incident(profile.living_form, profile.classes):
        return None
    told = settings("missed")
    incident = emergency.receive(
        kind=told["incident_kind"],
        source=told["incident_source"],
        subject_key=person_key(person),
        area=area,
        person=person,
        reference=reference,
        said_at=said_at,
        received_at=now,
        longitude=order.longitude,
        latitude=order.latitude,
        by=SYSTEM,
    )
    return incident.id


def close_for(order: UUID, entry: Entry, *, now: datetime, by: Actor) -> None:
    """Somebody came. Told long after it happened, the phone had no signal: the reason says so."""
    is_late = entry.received_at - entry.happened_at > SAID_LATE
    close(order, Closed.LATE_ENTRY if is_late else Closed.CAME, now=now, by=by)


def close(order: UUID, why: Closed, *, now: datetime, by: Actor) -> None:
    """End the alarm of an order, if one is open: nothing more is told. Its incident is closed by the seats,
    whose page says at once that somebody came: what a phone tells late is evidence, not proof.
    """
    alarm = Missed.objects.select_for_update(of=("self",)).filter(order=order, closed_at=None).first()
    if alarm is None:
        return
    alarm.closed_at, alarm.closed_why = now, why.value
    alarm.save(update_fields=["closed_at", "closed_why"])
    alerting.stop(subject=alarm.id, by=SYSTEM, now=now)
    _record("closed", alarm, by, now, why=why.value)
    live.announce(TOPIC, area=alarm.area)
    if alarm.incident:
        live.announce("incidents", area=alarm.area, key=str(alarm.incident))


def close_gone(*, now: datetime) -> int:
    """Alarms of orders for which nobody waits any more, and of those watched for long enough."""
    open_ones = list(Missed.objects.filter(closed_at=None).order_by("due_at", "id")[:2000])
    found = orders.get_many(system_scope("missed visits"), [row.order for row in open_ones])
    ended = 0
    for alarm in open_ones:
        row = found.get(alarm.order)
        why = _why_gone(row.state if row else "withdrawn", alarm.due_at, now)
        if why:
            with transaction.atomic():
                close(alarm.order, why, now=now, by=SYSTEM)
            ended += 1
    return ended


def _why_gone(state: str, due_at: datetime, now: datetime) -> Closed | None:
    if state in ("withdrawn", "expired", "created", "offered", "refused"):
        return Closed.WITHDRAWN
    if state not in WAITING:
        return Closed.CAME
    return Closed.OVER if now - due_at > rules.watched() else None


def _record(verb: str, alarm: Missed, by: Actor, now: datetime, **payload: str) -> None:
    events.record(
        f"visits.missed.{verb}",
        by=by,
        now=now,
        area=alarm.area,
        subject_type="visits.missed",
        subject=alarm.id,
        organisation=alarm.organisation,
        person=alarm.person,
        payload=payload,
    )
