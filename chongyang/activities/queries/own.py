"""What one enrolled for: by the elder, who acts for her, and a desk that reaches her."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from chongyang.activities import permissions
from chongyang.activities.enums import OPEN, LessonState, Mark
from chongyang.activities.models import Enrolment, Lesson, Notice, Offering
from chongyang.activities.queries.public import NotFound
from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry

PAGE = 100


def _reached(scope: Scope, now: datetime) -> "QuerySet[Enrolment]":
    """Enrolments of whom one orders for, of whom a desk reaches, or of the own organisation."""
    rows = Enrolment.objects.select_related("offering__host")
    if permissions.is_desk(scope):
        held = visible(rows, scope)
        if permissions.may_keep(scope):
            held = held | rows.filter(organisation=permissions.demand_keep(scope))
        return held
    if permissions.may_keep(scope):
        return rows.filter(organisation=permissions.demand_keep(scope))
    permissions.demand_own(scope)
    return rows.filter(person__in=orders.persons_of(scope, now))


def list_enrolments(scope: Scope, person: UUID, now: datetime) -> list[Enrolment]:
    """All of one person, open ones first, the newest first. Raises NotAllowed."""
    cluster = registry.get_cluster(person)
    with enter(system_scope("enrolments", actor=scope.actor)):
        rows = _reached(scope, now).filter(person__in=cluster)
        return sorted(rows.order_by("-asked_at", "-id")[:PAGE], key=lambda row: row.closed_at is not None)


def access_enrolment(scope: Scope, enrolment: UUID, now: datetime) -> Enrolment:
    """One within reach. Raises NotFound, NotAllowed."""
    with enter(system_scope("enrolments", actor=scope.actor)):
        row = _reached(scope, now).filter(id=enrolment).first()
    if row is None:
        raise NotFound(str(enrolment))
    return row


def access_notice(scope: Scope, notice: UUID, now: datetime) -> Notice:
    """Of an enrolment within reach. Raises NotFound, NotAllowed."""
    with enter(system_scope("enrolments", actor=scope.actor)):
        row = Notice.objects.select_related("enrolment").filter(id=notice).first()
        is_there = row is not None and _reached(scope, now).filter(id=row.enrolment_id).exists()
    if row is None or not is_there:
        raise NotFound(str(notice))
    return row


def list_notices(scope: Scope, enrolments: Collection[UUID], limit: int = PAGE) -> list[Notice]:
    """Of enrolments that were accessed: unseen ones, the newest first."""
    with enter(system_scope("enrolments", actor=scope.actor)):
        rows = Notice.objects.filter(enrolment__in=list(enrolments), seen_at=None)
        return list(rows.select_related("enrolment__offering", "lesson").order_by("-at", "-id")[:limit])


def place_in_line(row: Enrolment) -> int:
    """Which one waits: 1 is the next. For an enrolment that was accessed."""
    with enter(system_scope("enrolments")):
        before = Enrolment.objects.filter(offering=row.offering_id, state="waiting")
        return (
            before.filter(Q(asked_at__lt=row.asked_at) | Q(asked_at=row.asked_at, id__lt=row.id)).count() + 1
        )


def clashes(person: UUID, offering: Offering, *, now: datetime) -> list[Offering]:
    """Other offerings in which this person has a place at an hour of this one's coming lessons: a warning,
    and no refusal. For a person who was accessed.
    """
    with enter(system_scope("enrolments")):
        cluster = registry.get_cluster(person)
        others = Enrolment.objects.filter(person__in=cluster, state__in=OPEN).exclude(offering=offering.id)
        keys = list(others.values_list("offering", flat=True))
        if not keys:
            return []
        coming = Lesson.objects.filter(state=LessonState.PLANNED.value, to_at__gt=now)
        spans = list(coming.filter(offering=offering.id).values_list("from_at", "to_at"))
        beside = coming.filter(offering__in=keys).values_list("offering", "from_at", "to_at")
        met = {
            key
            for key, begins, ends in beside
            if any(begins < last and first < ends for first, last in spans)
        }
        return list(Offering.objects.filter(id__in=met).select_related("host").order_by("starts_on", "id"))


def attendance_of(rows: Sequence[Enrolment]) -> dict[UUID, tuple[int, int]]:
    """(present, marked) of enrolments that were accessed."""
    with enter(system_scope("enrolments")):
        counted = (
            Enrolment.objects.filter(id__in=[row.id for row in rows])
            .annotate(came=Count("marks", filter=Q(marks__mark=Mark.PRESENT.value)), marked=Count("marks"))
            .values_list("id", "came", "marked")
        )
        return {key: (came, marked) for key, came, marked in counted}
