"""What a dispatcher fixes for an order: who comes, when, or both. The planner never goes against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.orders.models import Order
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import PinWhy
from chongyang.scheduling.models import Pin
from chongyang.scheduling.operations.errors import (
    NOT_NOW,
    NOTHING,
    ONE_EACH,
    OTHER_PROVIDER,
    OUTSIDE,
    UNKNOWN_REASON,
    UnableToPlan,
)
from chongyang.scheduling.operations.gathering import MOVABLE
from chongyang.services.rules import catalogue
from chongyang.workforce import queries as workforce


@transaction.atomic
def pin(
    *,
    order: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    carers: Sequence[UUID] = (),
    starts_at: datetime | None = None,
    reason: str = PinWhy.OTHER.value,
) -> Pin:
    """Fix it; a later pin takes the place of the former. Raises NotFound, NotAllowed, UnableToPlan."""
    permissions.demand_plan(scope)
    row = orders.access_order(scope, order)
    _check(row, carers, starts_at, reason)
    assert row.organisation, "who accepted it"
    with enter(system_scope("pin", actor=scope.actor)):
        Pin.objects.filter(order=order, ended_at=None).update(ended_at=now)
        made = Pin.objects.create(
            order=order,
            carers=list(carers),
            starts_at=starts_at,
            reason=reason,
            at=now,
            account=by.account,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
        )
        _tell("made", row, by, now)
    return made


@transaction.atomic
def unpin(*, order: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """The planner is free again; nothing happens where nothing was fixed. Raises NotFound, NotAllowed."""
    permissions.demand_plan(scope)
    row = orders.access_order(scope, order)
    with enter(system_scope("pin", actor=scope.actor)):
        if Pin.objects.filter(order=order, ended_at=None).update(ended_at=now):
            _tell("ended", row, by, now)


def _check(row: Order, carers: Sequence[UUID], starts_at: datetime | None, reason: str) -> None:
    if row.state != MOVABLE or row.organisation is None:
        raise UnableToPlan(NOT_NOW)
    if reason not in set(PinWhy):
        raise UnableToPlan(UNKNOWN_REASON, field="reason")
    if not carers and starts_at is None:
        raise UnableToPlan(NOTHING, field="carers")
    if carers and (len(carers) != row.people or len(set(carers)) != row.people):
        raise UnableToPlan(ONE_EACH, field="carers", people=row.people)
    minutes = timedelta(minutes=row.minutes)
    if starts_at and not row.from_at <= starts_at <= row.to_at - minutes:
        raise UnableToPlan(OUTSIDE, field="starts_at", first=_clock(row.from_at), last=_clock(row.to_at))
    from_at, to_at = (starts_at, starts_at + minutes) if starts_at else (row.from_at, row.to_at)
    for one in carers:
        _fit(row, one, from_at, to_at)


def _fit(row: Order, carer: UUID, from_at: datetime, to_at: datetime) -> None:
    needs = catalogue.item(row.item).skills
    if fault := workforce.fault_of(carer, needs=needs, from_at=from_at, to_at=to_at):
        raise UnableToPlan(fault, field="carers")
    if workforce.access_carer(system_scope("pin"), carer).organisation != row.organisation:
        raise UnableToPlan(OTHER_PROVIDER, field="carers")


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


def _tell(what: str, row: Order, by: Actor, now: datetime) -> None:
    events.record(
        f"scheduling.pin.{what}",
        by=by,
        now=now,
        area=row.area,
        subject_type="orders.order",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"order": str(row.id)},
    )
