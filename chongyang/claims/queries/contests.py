"""Contests and told deaths: those of a person, and the lists of the desks. Reads within a scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from chongyang.claims.models import Contest, Disagreement, StopProposal
from chongyang.claims.models.contests import OPEN
from chongyang.claims.rules.contests import settings
from chongyang.core import access
from chongyang.core.scopes import Interval, Scope
from chongyang.registry.permissions import can_read
from chongyang.registry.queries import NotFound


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at the desks of claims."""

    conflicts: int
    contests: int
    late_contests: int
    stops: int
    red_stops: int


def _contests(scope: Scope) -> QuerySet[Contest]:
    return access.visible(Contest.objects.all(), scope) if can_read(scope) else Contest.objects.none()


def _stops(scope: Scope) -> QuerySet[StopProposal]:
    rows = StopProposal.objects.all()
    return access.visible(rows, scope) if can_read(scope) else rows.none()


def access_contest(scope: Scope, contest: UUID) -> Contest:
    """One contest within reach; raises NotFound."""
    row = _contests(scope).filter(id=contest).first()
    if row is None:
        raise NotFound(str(contest))
    return row


def contests_of(scope: Scope, files: Collection[UUID]) -> list[Contest]:
    """What was said against the claims of a person's files, the newest first, answered ones too."""
    return list(_contests(scope).filter(person__in=list(files)).order_by("-asked_at", "id"))


def list_contests(
    scope: Scope, *, is_open: bool = True, after: UUID | None = None, limit: int = 50
) -> list[Contest]:
    """Open ones by deadline, answered ones the newest first; `after` is the last of the page before."""
    rows = _contests(scope)
    rows = rows.filter(state__in=OPEN) if is_open else rows.exclude(state__in=OPEN)
    key = "due_at" if is_open else "answered_at"
    last = rows.filter(id=after).first() if after else None
    if last is not None and is_open:
        rows = rows.filter(due_at__gte=last.due_at).exclude(due_at=last.due_at, id__lte=last.id)
    elif last is not None:
        rows = rows.filter(answered_at__lte=last.answered_at).exclude(
            answered_at=last.answered_at, id__lte=last.id
        )
    return list(rows.order_by(key if is_open else f"-{key}", "id")[:limit])


def access_stop(scope: Scope, stop: UUID) -> StopProposal:
    """One told death within reach; raises NotFound."""
    row = _stops(scope).filter(id=stop).first()
    if row is None:
        raise NotFound(str(stop))
    return row


def list_stops(
    scope: Scope,
    *,
    states: Sequence[str] = ("waiting",),
    after: UUID | None = None,
    limit: int = 50,
    within: Interval | None = None,
) -> list[StopProposal]:
    """Told deaths, the longest waiting first; `after` is the last one of the page before."""
    rows = _stops(scope).filter(state__in=states)
    rows = rows.filter(area__range=within) if within else rows
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        rows = rows.filter(proposed_at__gte=last.proposed_at).exclude(
            proposed_at=last.proposed_at, id__lte=last.id
        )
    return list(rows.order_by("proposed_at", "id")[:limit])


def stops_of(scope: Scope, files: Collection[UUID]) -> list[StopProposal]:
    """The told deaths of a person's files, the newest first."""
    return list(_stops(scope).filter(person__in=list(files)).order_by("-proposed_at", "id"))


def is_red(row: StopProposal, now: datetime) -> bool:
    """Whether a told death has waited longer than it may."""
    hours = int(settings()["stop"]["red_after_hours"])
    return row.state == "waiting" and now - row.proposed_at > timedelta(hours=hours)


def list_disagreements(
    scope: Scope,
    *,
    within: Interval | None = None,
    field: str = "",
    after: tuple[int, UUID] | None = None,
    limit: int = 50,
) -> list[Disagreement]:
    """Persons about whom sources disagree, by area; `after` is (area, person) of the last of the page before.

    The index of the list alone is read: what they disagree about stands in the golden record.
    """
    rows = Disagreement.objects.all()
    rows = access.visible(rows, scope) if can_read(scope) else rows.none()
    if within:
        rows = rows.filter(area__range=within)
    if field:
        rows = rows.filter(fields__contains=[field])
    if after:
        area, person = after
        rows = rows.filter(area__gte=area).exclude(area=area, person__lte=person)
    return list(rows.order_by("area", "person")[:limit])


def count_waiting(scope: Scope, now: datetime) -> Waiting:
    """The figures over the desks' lists; a role that reads no files has none."""
    if not can_read(scope):
        return Waiting(0, 0, 0, 0, 0)
    held = _contests(scope).filter(state__in=OPEN)
    stops = _stops(scope).filter(state="waiting")
    red = now - timedelta(hours=int(settings()["stop"]["red_after_hours"]))
    return Waiting(
        conflicts=access.visible(Disagreement.objects.all(), scope).count(),
        contests=held.count(),
        late_contests=held.filter(due_at__lt=now).count(),
        stops=stops.count(),
        red_stops=stops.filter(proposed_at__lt=red).count(),
    )
