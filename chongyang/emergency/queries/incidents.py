"""The board, one incident, its steps and its attempts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models import Case as When
from django.db.models import When as Then
from django.db.models.functions import Least

from chongyang.core.access import visible
from chongyang.core.models import Step
from chongyang.core.scopes import Scope
from chongyang.emergency.models import Attempt, Dispatch, Incident, Origin
from chongyang.emergency.rules.kinds import level_of_kind, levels_of_kinds
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

MILD = ("P2", "P3", "P4")
LINE = ("id", "kind", "source", "area", "state", "level", "taken_by", "opened_at", "closed_at")


class NotFound(LookupError):
    """Not there, or not yours: the same answer."""


def _incidents(scope: Scope) -> QuerySet[Incident]:
    """Incidents within reach; a role that may not know persons finds none by any door."""
    return visible(Incident.objects.all(), scope) if can_read(scope) else Incident.objects.none()


def access_incident(scope: Scope, incident: UUID) -> Incident:
    """The incident, if the scope reaches it."""
    row = _incidents(scope).filter(id=incident).first()
    if row is None:
        raise NotFound(str(incident))
    return row


def list_open(scope: Scope, limit: int = 60, taken_by: UUID | None = None) -> list[Incident]:
    """The board: nobody answered first, then the gravest, then the oldest.

    `shown_level` is what was judged; before that, and after a graver signal came in, what the kind says.
    """
    return list(_ranked(scope, taken_by)[:limit])


def list_lines(scope: Scope, limit: int) -> list[Incident]:
    """`list_open` with what a line of the board shows alone: it is drawn four times a second."""
    return list(_ranked(scope).only(*LINE)[:limit])


def _ranked(scope: Scope, taken_by: UUID | None = None) -> QuerySet[Any]:
    if not may(scope, Can.ANSWER_CALLS):
        return Incident.objects.none()
    waiting = When(Then(state="open", then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = _incidents(scope).filter(closed_at=None)
    if taken_by:
        rows = rows.filter(Q(taken_by=taken_by) | Q(state="open"))
    ranked: QuerySet[Any] = rows.annotate(**_urgency()).alias(waiting=waiting)
    return ranked.order_by("waiting", "shown_level", "opened_at", "id")


def _urgency() -> dict[str, Any]:
    """Whether a signal came after a milder judgement, and the level that the board shows."""
    later = Origin.objects.filter(incident=OuterRef("id"), received_at__gt=OuterRef("level_at"))
    milder = Q(level__in=MILD) & Exists(later)
    kinds = [Then(kind=kind, then=Value(level.value)) for kind, level in levels_of_kinds().items()]
    of_kind = When(*kinds, default=Value(level_of_kind("").value), output_field=CharField())
    return {
        "is_raised": When(Then(milder, then=Value(True)), default=Value(False), output_field=BooleanField()),
        "shown_level": When(
            Then(milder, then=Least(F("level"), of_kind)),
            Then(level="", then=of_kind),
            default=F("level"),
            output_field=CharField(),
        ),
    }


def list_incidents(
    scope: Scope, limit: int = 100, after: tuple[datetime, UUID] | None = None
) -> QuerySet[Incident]:
    """All incidents within reach, the newest first; `after` is (opened_at, id) of the page before."""
    rows = _incidents(scope)
    if after:
        at, last = after
        rows = rows.filter(opened_at__lte=at).exclude(opened_at=at, id__gte=last)
    return rows.order_by("-opened_at", "-id")[:limit]


def list_incidents_of(scope: Scope, persons: Iterable[UUID], since: datetime) -> list[Incident]:
    """A person's incidents since a moment, the newest first; at most fifty."""
    rows = _incidents(scope).filter(person__in=list(persons), opened_at__gte=since)
    return list(rows.order_by("-opened_at", "-id")[:50])


def count_open(scope: Scope) -> dict[str, int]:
    """How many are open, by state."""
    rows = _incidents(scope).filter(closed_at=None).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


def oldest_unanswered(scope: Scope) -> datetime | None:
    """Since when the oldest incident that nobody took has been open."""
    waiting = _incidents(scope).filter(closed_at=None, state="open")
    return waiting.order_by("opened_at", "id").values_list("opened_at", flat=True).first()


def list_recently_closed(scope: Scope, limit: int = 20) -> list[Incident]:
    """The last closed ones, for the board's foot."""
    rows = _incidents(scope).filter(closed_at__isnull=False)
    return list(rows.only(*LINE).order_by("-closed_at", "-id")[:limit])


def list_steps(scope: Scope, incident: UUID) -> list[Step]:
    """Every step of the incident's case and of its dispatches, in order; one case keeps its own order even
    where the clock went back.
    """
    dispatches = Dispatch.objects.filter(incident=incident).values("id")
    rows = visible(Step.objects.filter(Q(case=incident) | Q(case__in=dispatches)), scope)
    latest: dict[UUID, datetime] = {}
    placed: list[tuple[datetime, int, UUID, Step]] = []
    for row in rows.order_by("case", "number"):
        latest[row.case_id] = max(row.at, latest.get(row.case_id, row.at))
        placed.append((latest[row.case_id], row.number, row.id, row))
    return [row for *_, row in sorted(placed, key=lambda one: one[:3])]


def list_attempts(scope: Scope, incident: UUID) -> list[Attempt]:
    """Whom the city tried to reach."""
    return list(visible(Attempt.objects.filter(incident=incident), scope).order_by("at", "id"))


def count_false_alarms(scope: Scope, person: UUID, since: Any) -> int:
    """False alarms of a person since a moment."""
    rows = Incident.objects.filter(person=person, outcome="false_alarm", closed_at__gte=since)
    return visible(rows, scope).count()
