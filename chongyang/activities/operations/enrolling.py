"""Enrolling, by whoever: the elder, who acts for her, a seat on the line, the secretary at the counter."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.activities import permissions, queries
from chongyang.activities.enums import BY_ONESELF, OPEN, Channel, Leaving, Standing
from chongyang.activities.models import Enrolment, Offering
from chongyang.activities.operations import errors, money, moving
from chongyang.activities.operations.errors import UnableToAct
from chongyang.activities.operations.telling import tell
from chongyang.activities.rules.conditions import is_of_age, is_of_area, lacks
from chongyang.activities.rules.lifecycle import ENROLMENT
from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry
from chongyang.registry.enums import LifeStatus
from chongyang.registry.queries import knowing
from chongyang.territory.enums import Role

IDENTITY = 18


@transaction.atomic
def enrol(
    *, offering: UUID, person: UUID, scope: Scope, by: Actor, now: datetime, declares: Collection[str] = ()
) -> Enrolment:
    """Ask for a place: given at once where one is free, else one waits in the order of asking. Who is in
    already stays as she is. Raises UnableToAct, NotAllowed, NotFound (of activities or of the registry).
    """
    queries.access_public(offering)
    demand_for(scope, person, now)
    elder = registry.access_elder(scope, person)
    with enter(system_scope("enrolment", actor=by)):
        return _enrol(offering, elder, _channel(scope), declares, by, now)


@transaction.atomic
def enrol_at_counter(
    *,
    offering: UUID,
    number: str,
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declares: Collection[str] = (),
) -> Enrolment:
    """The secretary enrols who stands before her with her identity card. A school reaches no registry: number
    and name must both be right, and the answer to anything else is the same. Raises UnableToAct, NotFound.
    """
    row = queries.access_kept(scope, offering)
    with enter(system_scope("enrolment", actor=by)):
        elder = _file_of(number.strip().upper(), name.strip())
        if elder is None:
            raise UnableToAct(errors.NOBODY, field="number")
        return _enrol(row.id, elder, Channel.COUNTER, declares, by, now)


def demand_for(scope: Scope, person: UUID, now: datetime) -> None:
    """A desk enrols whom it reaches, others whom they may order for. Raises NotAllowed."""
    if permissions.is_desk(scope):
        return
    permissions.demand_own(scope)
    if person not in orders.persons_of(scope, now):
        raise permissions.NotAllowed("the mandate does not cover ordering")


def _channel(scope: Scope) -> Channel:
    own = {Role.ELDER.value: Channel.PORTAL, Role.FAMILY.value: Channel.FAMILY}
    return own.get(scope.role, Channel.CALL)


def _file_of(number: str, name: str) -> Any:
    if len(number) != IDENTITY or not number.isascii():
        return None
    found = knowing.files_by_number([index_of(number, "identity")], 1)
    return next((one for one in found if one.name == name), None)


def _enrol(
    offering: UUID, elder: Any, channel: Channel, declares: Collection[str], by: Actor, now: datetime
) -> Enrolment:
    """In the system's scope."""
    row = moving.hold(offering)
    cluster = registry.get_cluster(elder)
    held = Enrolment.objects.filter(offering=row, person__in=cluster, state__in=OPEN).first()
    if held:
        return held
    check(row, elder, declares, now)
    made = _row(row, elder, channel, by, now)
    made.declared_at = now if declares else None
    made.save(force_insert=True)
    cases.open_case(
        lifecycle=ENROLMENT,
        case_id=made.id,
        area=made.area,
        organisation=made.organisation,
        person=made.person,
        by=by,
        now=now,
        how=channel.value,
        evidence={"offering": str(row.id)},
    )
    if row.taken < row.places_most:
        moving.place(made, row, by, now)
    else:
        moving.step(made, "wait", by, now)
        made.save()
    return made


def check(offering: Offering, elder: Any, declares: Collection[str], now: datetime) -> None:
    """Raise UnableToAct unless this person may enrol now."""
    today = timezone.localdate(now)
    asked = offering.route.health if offering.route else []
    faults = (
        (not offering.is_open_on(today), errors.NOT_OPEN, "offering"),
        (elder.life_status == LifeStatus.DEAD, errors.DEAD, "person"),
        (elder.life_status != LifeStatus.ALIVE, errors.MOVED, "person"),
        (
            not is_of_age(
                elder.born_on, max(today, offering.starts_on), offering.least_age, offering.most_age
            ),
            errors.AGE,
            "person",
        ),
        (not is_of_area(elder.area, offering.areas), errors.AREA, "person"),
        (bool(lacks(asked, declares)), errors.HEALTH, "declares"),
    )
    for wrong, reason, field in faults:
        if wrong:
            raise UnableToAct(reason, field=field)


def _row(offering: Offering, elder: Any, channel: Channel, by: Actor, now: datetime) -> Enrolment:
    key = new_key()
    return Enrolment(
        id=key,
        offering=offering,
        number=f"J{key.hex[-10:].upper()}",
        person=registry.canonical_of(elder),
        area=elder.area,
        organisation=offering.organisation,
        state="asked",
        channel=channel.value,
        asked_by=by.account,
        asked_at=now,
        name=elder.name,
        phone=elder.phone.plain if elder.phone else "",
        fee_fen=offering.fee_fen,
        cancellation=offering.cancellation,
    )


@transaction.atomic
def withdraw(*, enrolment: UUID, why: str, scope: Scope, by: Actor, now: datetime) -> Enrolment:
    """Give a place back, or stop waiting. Raises UnableToAct, NotFound, NotAllowed."""
    found = queries.access_enrolment(scope, enrolment, now)
    if why not in BY_ONESELF:
        raise UnableToAct(errors.REASON, field="why")
    with enter(system_scope("enrolment", actor=by)):
        offering = moving.hold(found.offering_id)
        row = Enrolment.objects.get(id=found.id)
        if row.state not in OPEN or offering.state != Standing.OPEN:
            raise UnableToAct(errors.NOT_NOW)
        moving.leave(row, offering, Leaving.of(why), by=by, now=now)
    return row


@transaction.atomic
def confirm_paid_here(*, enrolment: UUID, receipt: str, scope: Scope, by: Actor, now: datetime) -> Enrolment:
    """The fee came to the host's own counter, with the number of its receipt: the bill is void.

    Raises UnableToAct, NotFound.
    """
    found = queries.access_kept_enrolment(scope, enrolment)
    if not receipt.strip():
        raise UnableToAct(errors.RECEIPT, field="receipt")
    with enter(system_scope("enrolment", actor=by)):
        moving.hold(found.offering_id)
        row = Enrolment.objects.get(id=found.id)
        if row.state != "placed" or money.forget(row, by, now):
            raise UnableToAct(errors.NOT_NOW)
        moving.step(row, "confirm", by, now, how="receipt")
        row.receipt, row.paid_at = receipt.strip()[:40], now
        row.save()
    return row


@transaction.atomic
def see(*, notice: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """A notice was read by her or hers, or told on the telephone by the secretary: its message is not sent
    any more. Raises NotFound.
    """
    row = queries.access_notice(scope, notice, now)
    with enter(system_scope("enrolment", actor=by)):
        if row.seen_at is None:
            row.seen_at, row.seen_by = now, by.account
            row.save(update_fields=["seen_at", "seen_by"])
            tell("activities.notice.seen", row, by, now)
