"""Courses and departures: drafted with their lessons, published, stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.activities import permissions, queries
from chongyang.activities.enums import OPEN, Kind, Leaving, LessonState, Standing, Told
from chongyang.activities.models import Enrolment, Host, Lesson, Offering, Room, Route
from chongyang.activities.operations import errors, moving
from chongyang.activities.operations.errors import UnableToAct
from chongyang.activities.operations.telling import notify, tell
from chongyang.activities.rules import lists
from chongyang.activities.rules.timetable import Slot, days_of, spans_of
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can

MOST_AGE, MOST_TERM_DAYS, MOST_YEARS = 120, 400, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingForm:
    """What a course or a departure says. A course has a subject, a term and weekly slots; a departure a
    route, of which it takes the days, and the hours of a day as its one slot.
    """

    title: str
    place: str
    starts_on: date
    ends_on: date
    enrol_from: date
    enrol_to: date
    places_most: int
    places_least: int = 1
    fee_fen: int = 0
    subject: str = ""
    term: str = ""
    room: UUID | None = None
    route: UUID | None = None
    slots: Sequence[Slot] = field(default_factory=tuple)
    teacher: str = ""
    teacher_account: UUID | None = None
    carers_along: int = 0
    about: str = ""
    least_age: int | None = None
    most_age: int | None = None
    areas: Sequence[str] = field(default_factory=tuple)
    cancellation: Mapping[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return Kind.JOURNEY if self.route else Kind.COURSE


@transaction.atomic
def draft(*, host: UUID, form: OfferingForm, scope: Scope, by: Actor, now: datetime) -> Offering:
    """An offering with its lessons, which keep their room from now on. Raises UnableToAct, NotFound."""
    held = queries.access_own_host(scope, host)
    account = permissions.account_of(by)
    with enter(system_scope("offerings", actor=by)):
        room, route = _room(held, form), _route(held, form)
        check(form, room, now)
        made = _row(held, form, room, route, account, now)
        made.save(force_insert=True)
        spans = lessons_of(form)
        _write_lessons(made, spans)
        tell("activities.offering.drafted", made, by, now, kind=made.kind, lessons=len(spans))
    return made


def _room(host: Host, form: OfferingForm) -> Room | None:
    if form.room is None or form.route:
        return None
    row = Room.objects.filter(id=form.room, host=host).first()
    if row is None:
        raise UnableToAct(errors.KIND, field="room")
    return row


def _route(host: Host, form: OfferingForm) -> Route | None:
    if form.route is None:
        return None
    row = Route.objects.filter(id=form.route, host=host).first()
    if row is None or (form.ends_on - form.starts_on).days + 1 != row.days:
        raise UnableToAct(errors.STOPS, field="route")
    return row


def check(form: OfferingForm, room: Room | None, now: datetime) -> None:
    """What no offering may say. Raises UnableToAct."""
    limits = lists.limits()
    is_course = form.kind is Kind.COURSE
    faults = (
        (not form.title.strip(), errors.TITLE, "title"),
        (not form.place.strip(), errors.NAME, "place"),
        (is_course and form.subject not in lists.entries("subjects"), errors.KIND, "subject"),
        (not _are_days_right(form, now), errors.DAYS, "starts_on"),
        (not 0 < form.places_least <= form.places_most <= limits.most_places, errors.PLACES, "places_most"),
        (room is not None and room.places < form.places_most, errors.ROOM_SMALL, "room"),
        (not 0 <= form.fee_fen <= limits.most_fee_fen, errors.FEE, "fee"),
        (not _are_ages_right(form), errors.AGES, "least_age"),
        (not all(_is_area(code) for code in form.areas), errors.AREAS, "areas"),
        (not form.slots, errors.TIMES, "slots"),
        (not _is_cancellation(form.cancellation), errors.FEE, "cancellation"),
        (not _is_teacher(form.teacher_account, now), errors.TEACHER, "teacher_account"),
    )
    for wrong, reason, name in faults:
        if wrong:
            raise UnableToAct(reason, field=name)


def _are_days_right(form: OfferingForm, now: datetime) -> bool:
    """In their order, a term no longer than it may be, and every day of this age."""
    ordered = form.enrol_from <= form.enrol_to <= form.ends_on and form.starts_on <= form.ends_on
    days = (form.enrol_from, form.starts_on, form.ends_on)
    of_this_age = all(abs(day.year - now.year) <= MOST_YEARS for day in days)
    return ordered and of_this_age and (form.ends_on - form.starts_on).days <= MOST_TERM_DAYS


def _are_ages_right(form: OfferingForm) -> bool:
    ages = [one for one in (form.least_age, form.most_age) if one is not None]
    return all(0 <= one <= MOST_AGE for one in ages) and ages == sorted(ages)


def _is_area(code: str) -> bool:
    """Of the tree, not of digits alone."""
    try:
        territory.get_area(code)
    except territory.UnknownArea:
        return False
    return True


def _is_cancellation(told: Mapping[str, int]) -> bool:
    """Percents up to a hundred, days up to a year, and no other word."""
    known = lists.usual_cancellation()
    most = {"free_days": 365}
    return all(name in known and 0 <= value <= most.get(name, 100) for name, value in told.items())


def _is_teacher(account: UUID | None, now: datetime) -> bool:
    if account is None:
        return True
    return any(can(Role(post.role), Can.CALL_ROLL) for post in territory.list_posts(account, now))


def _row(
    host: Host, form: OfferingForm, room: Room | None, route: Route | None, account: UUID, now: datetime
) -> Offering:
    return Offering(
        host=host,
        organisation=host.organisation,
        area=host.area,
        kind=form.kind.value,
        title=form.title.strip()[:60],
        subject=form.subject if form.kind is Kind.COURSE else "",
        term=form.term.strip()[:20],
        route=route,
        room=room,
        place=form.place.strip()[:120],
        teacher=form.teacher.strip()[:40],
        teacher_account=form.teacher_account,
        carers_along=form.carers_along,
        about=form.about.strip()[:500],
        slots=[one.told for one in form.slots],
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        places_least=form.places_least,
        places_most=form.places_most,
        fee_fen=form.fee_fen,
        enrol_from=form.enrol_from,
        enrol_to=form.enrol_to,
        least_age=form.least_age,
        most_age=form.most_age,
        areas=sorted(set(form.areas)),
        cancellation=lists.usual_cancellation() | dict(form.cancellation),
        made_at=now,
        made_by=account,
    )


def lessons_of(form: OfferingForm) -> list[tuple[datetime, datetime]]:
    """When its lessons are. Raises UnableToAct for none or too many."""
    zone = timezone.get_default_timezone()
    if form.kind is Kind.JOURNEY:
        begins, ends = _hours(form.slots)
        days = (form.ends_on - form.starts_on).days + 1
        return days_of(form.starts_on, days, begins, ends, zone)
    spans = spans_of(form.starts_on, form.ends_on, form.slots, zone)
    if not spans:
        raise UnableToAct(errors.NO_LESSONS, field="slots")
    if len(spans) > lists.limits().most_lessons:
        raise UnableToAct(errors.TOO_MANY, field="slots")
    return spans


def _hours(slots: Sequence[Slot]) -> tuple[time, time]:
    return slots[0].begins, slots[0].ends


def _write_lessons(row: Offering, spans: Sequence[tuple[datetime, datetime]]) -> None:
    made = [
        Lesson(
            offering=row,
            organisation=row.organisation,
            room=row.room,
            number=number,
            from_at=from_at,
            to_at=to_at,
        )
        for number, (from_at, to_at) in enumerate(spans, 1)
    ]
    try:
        with transaction.atomic():
            Lesson.objects.bulk_create(made)
    except IntegrityError as error:
        raise UnableToAct(errors.ROOM_TAKEN, field="slots") from error


@transaction.atomic
def publish(*, offering: UUID, scope: Scope, by: Actor, now: datetime) -> Offering:
    """It stands on the public list from now on. Raises UnableToAct, NotFound."""
    found = queries.access_kept(scope, offering)
    with enter(system_scope("offerings", actor=by)):
        row = moving.hold(found.id)
        if row.state != Standing.DRAFT:
            raise UnableToAct(errors.NOT_NOW)
        host = Host.objects.select_for_update().get(id=row.host_id)  # whoever closes it waits, or was first
        if host.confirmed_at is None or host.closed_on:
            raise UnableToAct(errors.NOT_CONFIRMED)
        row.state = Standing.OPEN.value
        row.save(update_fields=["state"])
        tell("activities.offering.published", row, by, now, kind=row.kind)
    return row


@transaction.atomic
def cancel(*, offering: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Offering:
    """It does not take place: its lessons are free rooms, everybody is told and has all money back.

    Raises UnableToAct, NotFound.
    """
    found = queries.access_kept(scope, offering)
    if not reason.strip():
        raise UnableToAct(errors.REASON, field="reason")
    with enter(system_scope("offerings", actor=by)):
        row = moving.hold(found.id)
        if row.state not in (Standing.DRAFT, Standing.OPEN):
            raise UnableToAct(errors.NOT_NOW)
        row.state, row.reason = Standing.CANCELLED.value, reason.strip()[:200]
        row.save(update_fields=["state", "reason"])
        coming = Lesson.objects.filter(offering=row, state=LessonState.PLANNED.value, from_at__gt=now)
        coming.update(state=LessonState.CANCELLED.value, reason=row.reason)
        _let_go(row, by, now)
        tell("activities.offering.cancelled", row, by, now, kind=row.kind)
    return row


def _let_go(row: Offering, by: Actor, now: datetime) -> None:
    rows: list[Any] = list(Enrolment.objects.filter(offering=row, state__in=OPEN).order_by("id"))
    for one in rows:
        moving.leave(one, row, Leaving.STOPPED, by=by, now=now, moves_up=False)
    notify(rows, Told.STOPPED, by, now)
