"""What waits for somebody, and what elders said."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.quality import permissions
from chongyang.quality.models import Appeal, Consequence, Rating, Sample
from chongyang.quality.queries.scores import NotFound, access_provider
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can

PAGE = 50


def _of_others(scope: Scope) -> "QuerySet[Sample]":
    """Drawn orders within reach; nobody calls back about the own organisation."""
    rows = visible(Sample.objects.all(), scope)
    return rows.exclude(organisation=scope.organisation) if scope.organisation else rows


def access_sample(scope: Scope, sample: UUID) -> Sample:
    """One drawn order for who calls back. Raises NotFound, NotAllowed."""
    permissions.demand_call(scope)
    row = _of_others(scope).filter(id=sample).first()
    if row is None:
        raise NotFound(str(sample))
    return row


def list_samples(
    scope: Scope, *, is_open: bool = True, after: UUID | None = None, limit: int = PAGE
) -> list[Sample]:
    """Drawn orders that wait for a call, the first due first; else called ones, the newest first."""
    permissions.demand_call(scope)
    rows = _of_others(scope)
    if not is_open:
        return list(rows.exclude(outcome="").order_by("-called_at", "-id")[:limit])
    rows = rows.filter(outcome="")
    last = rows.filter(id=after).first() if after else None
    if last:
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, id__gt=last.id))
    return list(rows.order_by("due_on", "id")[:limit])


def access_appeal(scope: Scope, appeal: UUID) -> Appeal:
    """One appeal within reach. Raises NotFound, NotAllowed."""
    permissions.demand_read(scope)
    row = visible(Appeal.objects.filter(id=appeal).select_related("event"), scope).first()
    if row is None:
        raise NotFound(str(appeal))
    return row


def list_appeals(scope: Scope, *, is_open: bool = True, limit: int = PAGE) -> list[Appeal]:
    """Open ones by their deadline, or answered ones, the newest first."""
    permissions.demand_read(scope)
    rows = visible(Appeal.objects.select_related("event"), scope)
    if is_open:
        return list(rows.filter(answered_at=None).order_by("due_at", "id")[:limit])
    return list(rows.filter(answered_at__isnull=False).order_by("-answered_at", "-id")[:limit])


def access_consequence(scope: Scope, proposal: UUID) -> Consequence:
    permissions.demand_read(scope)
    row = visible(Consequence.objects.filter(id=proposal), scope).first()
    if row is None:
        raise NotFound(str(proposal))
    return row


def list_proposals(scope: Scope, limit: int = PAGE) -> list[Consequence]:
    """Proposals that nobody decided yet, the oldest first."""
    permissions.demand_read(scope)
    rows = visible(Consequence.objects.filter(state="open"), scope)
    return list(rows.order_by("on", "id")[:limit])


def count_work(scope: Scope, now: datetime, today: date) -> dict[str, int]:
    """Calls, appeals and proposals that wait, and how many of them are late."""
    permissions.demand_read(scope)
    calls = _of_others(scope).filter(outcome="")
    appeals = visible(Appeal.objects.filter(answered_at=None), scope)
    return {
        "calls": calls.count(),
        "calls_late": calls.filter(due_on__lt=today).count(),
        "appeals": appeals.count(),
        "appeals_late": appeals.filter(due_at__lt=now).count(),
        "proposals": visible(Consequence.objects.filter(state="open"), scope).count(),
    }


def rating_of(scope: Scope, order: UUID) -> Rating | None:
    """The rating of an order that the reader reached."""
    demand(scope, Can.ORDER_OWN)
    return visible(Rating.objects.filter(order=order), scope).first()


def list_ratings(scope: Scope, organisation: UUID, limit: int = PAGE) -> list[Rating]:
    """Ratings of a provider within the reader's own reach, the newest first: order and stars, with remark."""
    access_provider(scope, organisation)
    if scope.role in WITHOUT_PERSONS or not may(scope, Can.READ_QUALITY):
        return []
    rows = visible(Rating.objects.filter(organisation=organisation), scope)
    return list(rows.order_by("-at", "-id")[:limit])


def tally_ratings(organisations: Collection[UUID]) -> dict[UUID, tuple[int, float]]:
    """How many ratings each has and their mean: numbers alone."""
    with enter(system_scope("ratings")):
        rows = Rating.objects.filter(organisation__in=list(organisations)).order_by()
        told = rows.values("organisation").annotate(n=Count("id"), mean=Avg("stars"))
        return {one["organisation"]: (one["n"], float(one["mean"])) for one in told}


def tally_samples(organisation: UUID) -> dict[str, int]:
    """Outcomes of calls about a provider; the empty key counts those that wait."""
    with enter(system_scope("samples")):
        rows = Sample.objects.filter(organisation=organisation).order_by()
        return dict(rows.values_list("outcome").annotate(n=Count("id")))


def count_rated(since: datetime, until: datetime) -> tuple[int, float, int]:
    """Ratings of a span, their mean, and calls back; for sums, in the system's scope."""
    told = Rating.objects.filter(at__gte=since, at__lt=until).aggregate(n=Count("id"), mean=Avg("stars"))
    called = Sample.objects.filter(called_at__gte=since, called_at__lt=until).count()
    return told["n"], float(told["mean"] or 0), called
