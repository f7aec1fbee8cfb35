"""Visits within reach: of an order, of the day, below the line, payable of a month, overdue."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.visits import permissions
from chongyang.visits.enums import Mark, Verdict
from chongyang.visits.models import CallBack, Entry, Missed, Photo, Visit
from chongyang.visits.permissions import Can, demand

ZONE = ZoneInfo("Asia/Shanghai")
SHOWN_FOR = timedelta(days=3)
PAYABLE = (Verdict.ACCEPTED.value, Verdict.VERIFIED.value)
"""The verdicts with which a visit is paid; settlement takes its rows by these and the month of `ended_at`."""


class NotFound(LookupError):
    """Not there, or not yours: the same answer."""


def visible_visits(scope: Scope) -> QuerySet[Visit]:
    """Within reach; a carer sees those that she made."""
    if not permissions.can_read(scope):
        return Visit.objects.none()
    rows = visible(Visit.objects.all(), scope)
    return rows.filter(accounts__contains=[scope.actor.account]) if permissions.only_own(scope) else rows


def access_visit(scope: Scope, visit: UUID) -> Visit:
    """One visit within reach. Raises NotFound."""
    row = visible_visits(scope).filter(id=visit).first()
    if row is None:
        raise NotFound(str(visit))
    return row


def access_to_verify(scope: Scope, visit: UUID) -> Visit:
    """One visit for who verifies. Raises NotAllowed, NotFound."""
    demand(scope, Can.VERIFY_VISITS)
    row = visible(Visit.objects.filter(id=visit), scope).first()
    if row is None:
        raise NotFound(str(visit))
    return row


def visits_of(scope: Scope, orders: Collection[UUID]) -> dict[UUID, Visit]:
    """The visits of these orders within reach, by order."""
    rows = visible_visits(scope).filter(order__in=list(orders)).order_by("id")
    return {row.order: row for row in rows}


def list_below(scope: Scope, *, after: tuple[datetime, UUID] | None = None, limit: int = 60) -> list[Visit]:
    """What waits for a second person, the longest first; `after` is (judged_at, id)."""
    demand(scope, Can.VERIFY_VISITS)
    rows = visible(Visit.objects.filter(verdict=Verdict.BELOW.value), scope)
    if after:
        rows = rows.filter(Q(judged_at__gt=after[0]) | Q(judged_at=after[0], id__gt=after[1]))
    return list(rows.order_by("judged_at", "id")[:limit])


def count_below(scope: Scope) -> int:
    demand(scope, Can.VERIFY_VISITS)
    return visible(Visit.objects.filter(verdict=Verdict.BELOW.value), scope).count()


def list_marked(scope: Scope, *, limit: int = 20) -> list[Visit]:
    """Payable already, and found afterwards to have been in two places: the newest first."""
    demand(scope, Can.VERIFY_VISITS)
    rows = visible(Visit.objects.filter(verdict=Verdict.ACCEPTED.value), scope)
    rows = rows.filter(marks__contains=[Mark.TWO_PLACES.value])
    return list(rows.order_by("-judged_at", "-id")[:limit])


def list_decided(scope: Scope, *, limit: int = 20) -> list[Visit]:
    """What persons decided last."""
    demand(scope, Can.VERIFY_VISITS)
    decided = Visit.objects.filter(verdict__in=[Verdict.VERIFIED.value, Verdict.REJECTED.value])
    return list(visible(decided, scope).order_by("-verified_at", "-id")[:limit])


def month_of(first: date) -> tuple[datetime, datetime]:
    """The moments of a month of the city, half open; any day of it names it."""
    begins = first.replace(day=1)
    ends = (begins + timedelta(days=32)).replace(day=1)
    return datetime.combine(begins, time(), ZONE), datetime.combine(ends, time(), ZONE)


def payable_in(month: date) -> Q:
    """The condition of the visits that a month pays, for whoever takes them in sets."""
    begins, ends = month_of(month)
    return Q(verdict__in=PAYABLE, ended_at__gte=begins, ended_at__lt=ends)


def list_accepted(scope: Scope, *, organisation: UUID, month: date, limit: int = 100_000) -> list[Visit]:
    """What a provider's month pays, in the order of time."""
    rows = visible_visits(scope).filter(payable_in(month), organisation=organisation)
    return list(rows.order_by("ended_at", "id")[:limit])


def entries_of(row: Visit) -> list[Entry]:
    """All that was told of a visit that was accessed, by the time when it happened."""
    with enter(system_scope("entries of a visit")):
        return list(Entry.objects.filter(visit=row).order_by("happened_at", "sequence", "id"))


def photos_of(row: Visit) -> list[Photo]:
    with enter(system_scope("photos of a visit")):
        rows = Photo.objects.filter(visit=row).select_related("file")
        return list(rows.order_by("received_at", "id"))


def call_backs_of(row: Visit) -> list[CallBack]:
    with enter(system_scope("call-backs of a visit")):
        return list(CallBack.objects.filter(visit=row).order_by("at", "id"))


def list_contested(scope: Scope, *, now: datetime, limit: int = 40) -> list[Entry]:
    """What this account told lately that stands beside what was known: the newest first."""
    assert scope.actor.account is not None
    with enter(system_scope("own entries", actor=scope.actor)):
        rows = Entry.objects.filter(account=scope.actor.account, received_at__gt=now - SHOWN_FOR)
        rows = rows.exclude(conflict="").select_related("visit")
        return list(rows.order_by("-received_at", "-sequence")[:limit])


def list_missed(
    scope: Scope,
    *,
    organisation: UUID | None = None,
    is_open: bool = True,
    since: datetime | None = None,
    limit: int = 60,
) -> list[Missed]:
    """Visits that did not begin in time: open ones by what was agreed, ended ones the newest first; with
    `since` those alone that were due from then on.
    """
    if not permissions.can_read(scope):
        return []
    rows = visible(Missed.objects.all(), scope)
    if permissions.only_own(scope):
        rows = rows.filter(accounts__contains=[scope.actor.account])
    rows = rows.filter(organisation=organisation) if organisation else rows
    rows = rows.filter(due_at__gte=since) if since else rows
    if is_open:
        return list(rows.filter(closed_at=None).order_by("due_at", "id")[:limit])
    return list(rows.filter(closed_at__isnull=False).order_by("-closed_at", "-id")[:limit])
