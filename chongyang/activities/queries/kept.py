"""What one organisation keeps, what a teacher calls, what a department confirms."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from chongyang.activities import permissions
from chongyang.activities.enums import LessonState, Standing
from chongyang.activities.models import Enrolment, Host, Lesson, Notice, Offering, RollMark
from chongyang.activities.queries.public import NotFound
from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope

PAGE = 200
ROLL = ("placed", "confirmed", "ended", "absent")
DAY = timedelta(days=1)


def list_own_hosts(scope: Scope) -> list[Host]:
    """Of the own organisation, closed ones last."""
    rows = Host.objects.filter(organisation=permissions.demand_keep(scope))
    return sorted(
        rows.prefetch_related("rooms", "routes").order_by("name", "id"),
        key=lambda row: row.closed_on is not None,
    )


def access_own_host(scope: Scope, host: UUID) -> Host:
    """Raises NotFound, NotAllowed."""
    row = Host.objects.filter(id=host, organisation=permissions.demand_keep(scope)).first()
    if row is None:
        raise NotFound(str(host))
    return row


def _in_area(scope: Scope) -> "QuerySet[Host]":
    """Hosts that lie in the department's area; its own organisation opens no more."""
    permissions.demand_confirm(scope)
    rows = Host.objects.none()
    for interval in scope.intervals:
        rows = rows | Host.objects.filter(area__range=interval)
    return rows


def list_hosts_of_area(scope: Scope) -> list[Host]:
    """What a department confirms: waiting ones first."""
    rows = _in_area(scope).filter(closed_on=None).order_by("told_at", "id")[:PAGE]
    return sorted(rows, key=lambda row: row.confirmed_at is not None)


def access_host_of_area(scope: Scope, host: UUID) -> Host:
    """Raises NotFound, NotAllowed."""
    row = _in_area(scope).filter(id=host).first()
    if row is None:
        raise NotFound(str(host))
    return row


def list_kept(scope: Scope, limit: int = PAGE) -> list[Offering]:
    """Offerings of the own organisation, the newest first."""
    rows = Offering.objects.filter(organisation=permissions.demand_keep(scope))
    return list(rows.select_related("host", "room", "route").order_by("-starts_on", "-id")[:limit])


def access_kept(scope: Scope, offering: UUID) -> Offering:
    """Raises NotFound, NotAllowed."""
    rows = Offering.objects.filter(id=offering, organisation=permissions.demand_keep(scope))
    row = rows.select_related("host", "room", "route").first()
    if row is None:
        raise NotFound(str(offering))
    return row


def access_own_lesson(scope: Scope, lesson: UUID) -> Lesson:
    """Raises NotFound, NotAllowed."""
    rows = Lesson.objects.filter(id=lesson, organisation=permissions.demand_keep(scope))
    row = rows.select_related("offering__host", "room").first()
    if row is None:
        raise NotFound(str(lesson))
    return row


def access_kept_enrolment(scope: Scope, enrolment: UUID) -> Enrolment:
    """Raises NotFound, NotAllowed."""
    organisation = permissions.demand_keep(scope)
    with enter(system_scope("enrolments", actor=scope.actor)):
        rows = Enrolment.objects.filter(id=enrolment, organisation=organisation)
        row = rows.select_related("offering__host").first()
    if row is None:
        raise NotFound(str(enrolment))
    return row


def list_enrolled(scope: Scope, offering: Offering) -> list[Enrolment]:
    """Everybody in an offering that was accessed, in the order of asking; who left is last."""
    with enter(system_scope("enrolments", actor=scope.actor)):
        rows = Enrolment.objects.filter(offering=offering.id).order_by("asked_at", "id")
        return sorted(rows, key=lambda row: row.state == "withdrawn")


def list_unseen(scope: Scope, limit: int = PAGE) -> list[Notice]:
    """Who has not yet seen what she was told: whom to call, the oldest first."""
    organisation = permissions.demand_keep(scope)
    with enter(system_scope("enrolments", actor=scope.actor)):
        rows = Notice.objects.filter(organisation=organisation, seen_at=None)
        return list(rows.select_related("enrolment__offering", "lesson").order_by("at", "id")[:limit])


def _callable(scope: Scope) -> "QuerySet[Lesson]":
    """Lessons of the own organisation, or of courses that name the account as teacher."""
    permissions.demand_roll(scope)
    rows = Lesson.objects.select_related("offering__host", "room")
    if permissions.may_keep(scope):
        return rows.filter(organisation=permissions.demand_keep(scope))
    return rows.filter(offering__teacher_account=scope.actor.account or UUID(int=0))


def list_roll_lessons(scope: Scope, now: datetime, limit: int = PAGE) -> list[Lesson]:
    """Planned lessons from two weeks ago to a day from now, the latest first."""
    rows = _callable(scope).filter(state=LessonState.PLANNED.value, from_at__gt=now - 14 * DAY)
    rows = rows.filter(from_at__lt=now + DAY).exclude(offering__state=Standing.DRAFT.value)
    return list(rows.order_by("-from_at", "-id")[:limit])


def access_roll(scope: Scope, lesson: UUID) -> Lesson:
    """Raises NotFound, NotAllowed."""
    row = _callable(scope).filter(id=lesson).first()
    if row is None:
        raise NotFound(str(lesson))
    return row


def marks_of(scope: Scope, lesson: Lesson) -> list[tuple[Enrolment, str]]:
    """Who is on the roll of a lesson that was accessed, and what was ticked ("" for nothing yet)."""
    with enter(system_scope("roll", actor=scope.actor)):
        rows = Enrolment.objects.filter(offering=lesson.offering_id, state__in=ROLL).order_by(
            "asked_at", "id"
        )
        told = dict(RollMark.objects.filter(lesson=lesson).values_list("enrolment", "mark"))
        return [(row, told.get(row.id, "")) for row in rows]
