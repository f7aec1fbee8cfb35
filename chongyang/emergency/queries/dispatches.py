"""Who was asked to go: the seat's view of it and the responder's own."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.emergency.models import Dispatch
from chongyang.emergency.queries.incidents import NotFound
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

GOING = ("offered", "accepted", "en_route", "arrived")


def _dispatches(scope: Scope) -> QuerySet[Dispatch]:
    return visible(Dispatch.objects.all(), scope) if can_read(scope) else Dispatch.objects.none()


def access_dispatch(scope: Scope, dispatch: UUID) -> Dispatch:
    """The dispatch, if the scope reaches it."""
    row = _dispatches(scope).filter(id=dispatch).first()
    if row is None:
        raise NotFound(str(dispatch))
    return row


def access_own_dispatch(scope: Scope, dispatch: UUID) -> Dispatch:
    """The dispatch, if it was offered to this very account."""
    row = access_dispatch(scope, dispatch)
    if row.account != scope.actor.account:
        raise NotFound(str(dispatch))
    return row


def list_dispatches(scope: Scope, incident: UUID) -> list[Dispatch]:
    """Who was asked to go."""
    return list(_dispatches(scope).filter(incident=incident).order_by("offered_at", "id"))


def _of(scope: Scope) -> QuerySet[Dispatch]:
    account = scope.actor.account
    return Dispatch.objects.filter(account=account) if account else Dispatch.objects.none()


def list_own_dispatches(scope: Scope) -> list[Dispatch]:
    """A responder's offers and journeys that are not over."""
    if not may(scope, Can.RESPOND):
        return []
    own = _of(scope).filter(state__in=GOING)
    return list(visible(own, scope).order_by("-offered_at", "-id"))


def list_ended_dispatches(scope: Scope, limit: int = 10) -> list[Dispatch]:
    """What a responder did before."""
    own = _of(scope).filter(ended_at__isnull=False)
    return list(visible(own, scope).order_by("-offered_at", "-id")[:limit])


def loads(responders: Iterable[UUID]) -> dict[UUID, int]:
    """How many journeys each responder has under way."""
    rows = Dispatch.objects.filter(responder__in=list(responders), state__in=GOING)
    counted = rows.values("responder").annotate(n=Count("id")).order_by("responder")
    return {row["responder"]: row["n"] for row in counted}
