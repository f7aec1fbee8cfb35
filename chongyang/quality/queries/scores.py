"""A provider's score as of any day, with its reasons: always computed from the rows, never read."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from chongyang.core.access import OutOfReach, enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders.queries.sets import count_helped
from chongyang.quality import permissions
from chongyang.quality.models import Consequence, ScoreEvent
from chongyang.quality.rules.score import Lowering, Score, load, score_on
from chongyang.services import queries as services
from chongyang.services.models import ServiceProvider


class NotFound(OutOfReach):
    """Not there, or not yours: the same answer."""


def scores_of(organisations: Collection[UUID], on: date) -> dict[UUID, Score]:
    """The scores of several providers on a day, each with its events. Two statements."""
    with enter(system_scope("scores")):
        events: dict[UUID, list[Lowering]] = defaultdict(list)
        for row in _counting(organisations, on):
            events[row.organisation].append(Lowering(row.id, row.kind, row.on, row.points, row.days))
        helped = _helped(organisations, on)
    return {one: score_on(events[one], on, helped=helped.get(one, 0)) for one in organisations}


def score_of(organisation: UUID, on: date) -> Score:
    """What the catalogue may show of one provider: its score and its reasons hold no person."""
    return scores_of([organisation], on)[organisation]


def _counting(organisations: Collection[UUID], on: date) -> list[ScoreEvent]:
    longest = max(one.days for one in load().kinds.values())
    rows = ScoreEvent.objects.filter(organisation__in=list(organisations), removed_at=None)
    recent = Q(on__gt=on - timedelta(days=longest)) | Q(days__gt=longest)
    return list(rows.filter(recent, on__lte=on).order_by("on", "id"))


def _helped(organisations: Collection[UUID], on: date) -> dict[UUID, int]:
    zone = timezone.get_default_timezone()
    until = datetime.combine(on + timedelta(days=1), time(), zone)
    return count_helped(organisations, until - timedelta(days=load().volume_days), until)


def providers_for(scope: Scope) -> list[ServiceProvider]:
    """The reader's own provider, or those whose seat lies in her areas."""
    permissions.demand_read(scope)
    own = services.provider_of(scope.organisation)
    return [own] if own else services.providers_within(scope)


def access_provider(scope: Scope, organisation: UUID) -> ServiceProvider:
    """One provider of the reader. Raises NotFound, NotAllowed."""
    permissions.demand_read(scope)
    row = services.provider_of(organisation)
    if row is None or not (scope.system or scope.organisation == organisation or scope.covers(row.area)):
        raise NotFound(str(organisation))
    return row


def access_own_event(scope: Scope, event: UUID) -> ScoreEvent:
    """An event of the reader's own provider. Raises NotFound."""
    with enter(system_scope("own event", actor=scope.actor)):
        row = ScoreEvent.objects.filter(id=event).first()
    if row is None or scope.organisation != row.organisation:
        raise NotFound(str(event))
    return row


def list_events(scope: Scope, organisation: UUID, limit: int = 200) -> list[ScoreEvent]:
    """All events of a provider, removed ones too, with their appeals, the newest first."""
    access_provider(scope, organisation)
    with enter(system_scope("events of a provider", actor=scope.actor)):
        rows = ScoreEvent.objects.filter(organisation=organisation).select_related("appeal")
        return list(rows.order_by("-on", "-id")[:limit])


def list_followings(scope: Scope, organisation: UUID, limit: int = 50) -> list[Consequence]:
    """Warnings and proposals about a provider, the newest first."""
    access_provider(scope, organisation)
    with enter(system_scope("consequences", actor=scope.actor)):
        rows = Consequence.objects.filter(organisation=organisation)
        return list(rows.order_by("-on", "-id")[:limit])
