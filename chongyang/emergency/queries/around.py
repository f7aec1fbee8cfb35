"""Who is on duty about a place, where each is, and what each has done: read once for list and cover alike."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency.models import Dispatch
from chongyang.emergency.queries.dispatches import GOING
from chongyang.emergency.rules.resting import LOOK_BACK
from chongyang.emergency.rules.weights import load_weights
from chongyang.providers import queries as providers
from chongyang.roads.rules.travel import Position
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

Spans = dict[UUID, list[providers.Span]]


@dataclass(frozen=True, slots=True)
class Work:
    """By responder: journeys under way, times at this elder's door, and when each worked of late."""

    load: dict[UUID, int] = field(default_factory=dict)
    visits: dict[UUID, int] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """Responders on duty in a box about a place; `is_whole` when the limit cut nobody off."""

    middle: Position | None
    degrees: float
    is_whole: bool
    rows: Sequence[Any]
    where: dict[UUID, providers.Whereabouts]
    work: Work

    def holds(self, middle: Position, degrees: float) -> bool:
        """Whether everybody in this box was looked up."""
        if self.middle is None or not self.is_whole:
            return False
        apart = max(abs(middle[0] - self.middle[0]), abs(middle[1] - self.middle[1]))
        return apart + degrees <= self.degrees


def look_around(
    scope: Scope,
    middle: Position | None,
    degrees: float,
    *,
    now: datetime,
    limit: int,
    cluster: Sequence[UUID] = (),
) -> Around:
    """Two statements for the people and their work, and one for their turns of duty."""
    demand(scope, Can.ANSWER_CALLS)
    found = providers.list_around(scope, middle, degrees, now=now, limit=limit)
    rows = [row for row, _ in found]
    where = {row.id: place for row, place in found}
    work = work_of(scope, [row.id for row in rows], cluster, now=now)
    return Around(middle, degrees, len(rows) < limit, rows, where, work)


def work_of(scope: Scope, keys: Sequence[UUID], cluster: Sequence[UUID], *, now: datetime) -> Work:
    """Of these responders, wherever they went: who helps beyond the border is busy and tired here as well.
    Numbers and hours, nothing of those whom they helped.
    """
    told = Work()
    since = now - timedelta(days=load_weights().familiar_days)
    at_door = Q(arrived_at__gte=since, incident__person__in=list(cluster)) if cluster else Q(pk__in=[])
    of_late = Q(accepted_at__isnull=False, ended_at__gte=now - LOOK_BACK)
    columns = ("responder", "state", "accepted_at", "ended_at", "arrived_at", "incident__person")
    with _everywhere(scope):
        told.spans.update(providers.turns_since(keys, now - LOOK_BACK))
        rows = Dispatch.objects.filter(Q(state__in=GOING) | of_late | at_door, responder__in=list(keys))
        for responder, state, began, ended, arrived, person in rows.order_by("id").values_list(*columns):
            told.load[responder] = told.load.get(responder, 0) + (state in GOING)
            is_visit = bool(arrived and arrived >= since and person in cluster)
            told.visits[responder] = told.visits.get(responder, 0) + is_visit
            if began and ended and ended >= now - LOOK_BACK:
                told.spans.setdefault(responder, []).append((began, ended))
    return told


def _everywhere(scope: Scope) -> AbstractContextManager[None]:
    return nullcontext() if scope.system else enter(system_scope("rest", actor=scope.actor))
