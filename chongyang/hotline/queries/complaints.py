"""Reads of complaints. Nobody reads a complaint about himself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Complaint
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.queries.pages import After, page_of
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

WORKED = ("received", "investigating", "appealed", "reviewing")


def visible_complaints(scope: Scope) -> QuerySet[Complaint]:
    """Complaints within reach, but for those about the reader or the reader's organisation."""
    if not (can_read(scope) and may(scope, Can.HANDLE_ORDERS)):
        return Complaint.objects.none()
    rows = visible(Complaint.objects.all(), scope)
    if scope.actor.account:
        rows = rows.filter(~Q(against_account=scope.actor.account) | Q(against_account=None))
    if scope.actor.organisation and not may(scope, Can.ANSWER_CALLS):
        rows = rows.filter(Q(against_organisation=None) | ~Q(against_organisation=scope.actor.organisation))
    return rows


def access_complaint(scope: Scope, complaint: UUID) -> Complaint:
    """One complaint. Raises NotFound."""
    demand(scope, Can.HANDLE_ORDERS)
    row = visible_complaints(scope).filter(id=complaint).first()
    if row is None:
        raise NotFound(str(complaint))
    return row


def list_complaints(
    scope: Scope, *, is_open: bool = True, limit: int = 100, after: After | None = None
) -> list[Complaint]:
    """Open ones by their deadline, or ended ones, the newest first."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = visible_complaints(scope)
    return page_of(rows, is_open=is_open, ended="closed_at", limit=limit, after=after)


def count_complaints(scope: Scope, now: datetime) -> dict[str, int]:
    """How many are open, and how many of them are late."""
    rows = visible_complaints(scope).filter(closed_at=None)
    return {"open": rows.count(), "late": rows.filter(state__in=WORKED, due_at__lt=now).count()}


def list_complaints_about(scope: Scope, reference: UUID) -> list[Complaint]:
    """Complaints that came by one call, or are about one order of another room, the newest first."""
    return list(visible_complaints(scope).filter(reference=reference).order_by("-received_at", "id")[:20])


def tally_against(organisations: Collection[UUID], now: datetime) -> dict[UUID, tuple[int, int, int]]:
    """(all, open, open and late) of complaints against each organisation: numbers alone. System scope."""
    rows = Complaint.objects.filter(against_organisation__in=list(organisations)).order_by()
    is_late = Q(closed_at=None, state__in=WORKED, due_at__lt=now)
    told = rows.values("against_organisation").annotate(
        n=Count("id"), open=Count("id", filter=Q(closed_at=None)), late=Count("id", filter=is_late)
    )
    return {UUID(str(one["against_organisation"])): (one["n"], one["open"], one["late"]) for one in told}


def upheld_rows(since: datetime) -> list[tuple[Any, ...]]:
    """(key, organisation, area, moment, number, investigator, finding) of complaints that ended upheld or
    partly upheld, after the review if there was one. In the system's scope.
    """
    last = Coalesce(NullIf("review_finding", Value("")), "finding")
    rows = Complaint.objects.filter(closed_at__gte=since, state="closed", against_organisation__isnull=False)
    found = rows.annotate(last=last).filter(last__in=("upheld", "partly"))
    columns = ("id", "against_organisation", "area", "closed_at", "number", "investigator", "last")
    return list(found.order_by("closed_at", "id").values_list(*columns))
