"""What everybody may look up: offerings of confirmed hosts, with the places left."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from chongyang.activities.enums import Kind, Standing
from chongyang.activities.models import Host, Lesson, Offering, Route
from chongyang.core.access import OutOfReach
from chongyang.core.scopes import Interval

PAGE = 60


class NotFound(OutOfReach):
    """Not there, or not yours: the same answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for; an empty word is everything. `weekday` 1 is Monday."""

    kind: str = ""
    subject: str = ""
    weekday: int = 0
    within: Interval | None = None
    has_places: bool = False


def _public() -> "QuerySet[Offering]":
    return Offering.objects.filter(host__confirmed_at__isnull=False).select_related("host", "route", "room")


def list_offered(
    wanted: Wanted, today: date, *, after: tuple[date, UUID] | None = None, limit: int = PAGE
) -> list[Offering]:
    """What is published and not over, the next to begin first. A course that began stays while it runs."""
    rows = _public().filter(state=Standing.OPEN.value, ends_on__gte=today, enrol_to__gte=today)
    rows = rows.filter(kind=wanted.kind) if wanted.kind else rows
    rows = rows.filter(subject=wanted.subject) if wanted.subject else rows
    rows = rows.filter(area__range=wanted.within) if wanted.within else rows
    if wanted.weekday:
        rows = rows.filter(kind=Kind.COURSE.value, slots__contains=[{"weekday": wanted.weekday}])
    if wanted.has_places:
        rows = rows.filter(taken__lt=F("places_most"))
    if after:
        rows = rows.filter(Q(starts_on__gt=after[0]) | Q(starts_on=after[0], id__gt=after[1]))
    return list(rows.order_by("starts_on", "id")[:limit])


def access_public(offering: UUID) -> Offering:
    """One that was published; stopped and ended ones say so. Raises NotFound."""
    row = _public().filter(id=offering).exclude(state=Standing.DRAFT.value).first()
    if row is None:
        raise NotFound(str(offering))
    return row


def access_route(route: UUID) -> Route:
    """A route of a confirmed host. Raises NotFound."""
    row = Route.objects.filter(id=route, host__confirmed_at__isnull=False).select_related("host").first()
    if row is None:
        raise NotFound(str(route))
    return row


def list_routes(limit: int = PAGE) -> list[Route]:
    """Routes of confirmed hosts, by name."""
    rows = Route.objects.filter(host__confirmed_at__isnull=False, host__closed_on=None).select_related("host")
    return list(rows.order_by("name", "id")[:limit])


def list_hosts(within: Interval | None = None, limit: int = PAGE) -> list[Host]:
    """Confirmed and not closed, by name."""
    rows = Host.objects.filter(confirmed_at__isnull=False, closed_on=None)
    rows = rows.filter(area__range=within) if within else rows
    return list(rows.order_by("name", "id")[:limit])


def lessons_of(offering: UUID) -> list[Lesson]:
    """Its lessons, of an offering that was accessed."""
    return list(Lesson.objects.filter(offering=offering).select_related("room").order_by("from_at", "id"))
