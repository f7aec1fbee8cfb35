"""A lesson moves or falls out: everybody with a place is told. Who came: the roll call."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.activities import queries
from chongyang.activities.enums import HELD, LessonState, Mark, Standing, Told
from chongyang.activities.models import Enrolment, Lesson, Offering, RollMark, Room
from chongyang.activities.operations import errors, moving
from chongyang.activities.operations.errors import UnableToAct
from chongyang.activities.operations.offering import MOST_TERM_DAYS
from chongyang.activities.operations.telling import held_of, notify, tell
from chongyang.activities.rules.lists import limits
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope

MARKED = (*HELD, "ended", "absent")
MOST_HOURS = 24


@transaction.atomic
def move_lesson(
    *,
    lesson: UUID,
    from_at: datetime,
    to_at: datetime,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    room: UUID | None = None,
) -> Lesson:
    """Another time, or another room of the same host. Raises UnableToAct, NotFound."""
    found = _coming(lesson, reason, scope, now)
    span = to_at - from_at
    if not (now < from_at < to_at and span <= timedelta(hours=MOST_HOURS)):
        raise UnableToAct(errors.TIMES, field="from_at")
    with enter(system_scope("lessons", actor=by)):
        offering = moving.hold(found.offering_id)
        row = Lesson.objects.select_related("offering").get(id=found.id)
        _demand_coming(row, now)
        was_at = row.from_at
        row.from_at, row.to_at, row.reason = from_at, to_at, reason.strip()[:200]
        if room is not None:
            row.room = _room(row, room)
        _save(row)
        _reach(offering, timezone.localdate(to_at))
        count = notify(held_of(offering), Told.MOVED, by, now, lesson=row, was_at=was_at)
        tell("activities.lesson.moved", row, by, now, area=offering.area, told=count)
    return row


def _coming(lesson: UUID, reason: str, scope: Scope, now: datetime) -> Lesson:
    row = queries.access_own_lesson(scope, lesson)
    _demand_coming(row, now)
    if not reason.strip():
        raise UnableToAct(errors.REASON, field="reason")
    return row


def _demand_coming(row: Lesson, now: datetime) -> None:
    """Asked again once the offering is held: somebody else may have cancelled it meanwhile."""
    if row.from_at <= now or row.state != LessonState.PLANNED:
        raise UnableToAct(errors.PAST)
    if row.offering.state not in (Standing.DRAFT, Standing.OPEN):
        raise UnableToAct(errors.NOT_NOW)


def _room(row: Lesson, room: UUID) -> Room:
    held = Room.objects.filter(id=room, host=row.offering.host_id).first()
    if held is None:
        raise UnableToAct(errors.KIND, field="room")
    if held.places < row.offering.places_most:
        raise UnableToAct(errors.ROOM_SMALL, field="room")
    return held


def _reach(offering: Offering, last: date) -> None:
    """A lesson made up after the last day keeps the offering open until then."""
    if (last - offering.starts_on).days > MOST_TERM_DAYS:
        raise UnableToAct(errors.TIMES, field="from_at")
    if last > offering.ends_on:
        offering.ends_on = last
        offering.save(update_fields=["ends_on"])


def _save(row: Lesson) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise UnableToAct(errors.ROOM_TAKEN, field="from_at") from error


@transaction.atomic
def cancel_lesson(*, lesson: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Lesson:
    """It falls out; its room is free. Raises UnableToAct, NotFound."""
    found = _coming(lesson, reason, scope, now)
    with enter(system_scope("lessons", actor=by)):
        offering = moving.hold(found.offering_id)
        row = Lesson.objects.select_related("offering").get(id=found.id)
        _demand_coming(row, now)
        row.state, row.reason = LessonState.CANCELLED.value, reason.strip()[:200]
        row.save(update_fields=["state", "reason"])
        count = notify(held_of(offering), Told.CANCELLED, by, now, lesson=row, was_at=row.from_at)
        tell("activities.lesson.cancelled", row, by, now, area=offering.area, told=count)
    return row


@transaction.atomic
def call_roll(*, lesson: UUID, marks: Mapping[UUID, str], scope: Scope, by: Actor, now: datetime) -> Lesson:
    """Who came, by enrolment. Ticked twice counts once: the last stands. Raises UnableToAct, NotFound."""
    found = queries.access_roll(scope, lesson)
    if found.state != LessonState.PLANNED or found.offering.state not in (Standing.OPEN, Standing.ENDED):
        raise UnableToAct(errors.NOT_NOW)
    if now < found.from_at - timedelta(minutes=limits().earliest_roll_minutes):
        raise UnableToAct(errors.TOO_EARLY)
    if now > found.to_at + timedelta(days=limits().latest_roll_days):
        raise UnableToAct(errors.TOO_LATE)
    with enter(system_scope("roll", actor=by)):
        rows = {row.id: row for row in Enrolment.objects.filter(offering=found.offering_id, state__in=MARKED)}
        if set(marks) - set(rows) or set(marks.values()) - {one.value for one in Mark}:
            raise UnableToAct(errors.STRANGER)
        _write(found, [(rows[key], mark) for key, mark in marks.items()], by, now)
        Lesson.objects.filter(id=found.id).update(called_at=now, called_by=by.account)
        came = sum(mark == Mark.PRESENT for mark in marks.values())
        tell(
            "activities.lesson.called", found, by, now, area=found.offering.area, came=came, marked=len(marks)
        )
    found.called_at, found.called_by = now, by.account
    return found


def _write(lesson: Lesson, marks: list[tuple[Enrolment, str]], by: Actor, now: datetime) -> None:
    made = [
        RollMark(
            lesson=lesson,
            enrolment=row,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
            mark=mark,
            at=now,
            account=by.account,
        )
        for row, mark in marks
    ]
    RollMark.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["lesson", "enrolment"],
        update_fields=["mark", "at", "account"],
    )
