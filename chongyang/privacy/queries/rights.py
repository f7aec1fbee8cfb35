"""Requests of persons about their own data: for the desk within scope, for who asked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.privacy.models import LegalHold, RightsRequest
from chongyang.privacy.permissions import Can, demand, may
from chongyang.privacy.queries.findings import NotFound
from chongyang.registry import queries as registry

OPEN = ("received", "working", "answered")


def list_requests(
    scope: Scope, *, states: Collection[str] = OPEN, kind: str = "", limit: int = 100
) -> list[RightsRequest]:
    """The soonest due first; raises NotAllowed."""
    demand(scope, Can.HANDLE_RIGHTS)
    rows = access.visible(RightsRequest.objects.filter(state__in=states), scope)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("due_at", "id")[:limit])


def count_requests(scope: Scope, now: datetime) -> dict[str, int]:
    """Open, and of these late; nothing for who does not handle them."""
    if not may(scope, Can.HANDLE_RIGHTS):
        return {"open": 0, "late": 0}
    rows = access.visible(RightsRequest.objects.filter(state__in=("received", "working")), scope)
    return {"open": rows.count(), "late": rows.filter(due_at__lt=now).count()}


def access_request(scope: Scope, request: UUID) -> RightsRequest:
    """One request: for who handles it within reach, and for who may read the file of whom it is about.

    Raises NotFound.
    """
    may_see = may(scope, Can.HANDLE_RIGHTS) or may(scope, Can.FOLLOW_FAMILY)
    rows = RightsRequest.objects.filter(id=request) if may_see else RightsRequest.objects.none()
    row = access.visible(rows, scope).first()
    if row is None:
        raise NotFound(str(request))
    return row


def requests_of(scope: Scope, person: UUID, limit: int = 50) -> list[RightsRequest]:
    """What was asked about one person, the newest first; raises registry's NotFound."""
    registry.access_elder(scope, person)
    rows = access.visible(RightsRequest.objects.filter(person=person), scope)
    return list(rows.order_by("-id")[:limit])


def list_holds(scope: Scope, person: UUID | None = None, limit: int = 100) -> list[LegalHold]:
    """Holds that stand, the newest first; raises NotAllowed."""
    demand(scope, Can.KEEP_RECORDS)
    rows = access.visible(LegalHold.objects.filter(lifted_at=None), scope)
    if person:
        rows = rows.filter(person=person)
    return list(rows.order_by("-id")[:limit])


def held_persons(persons: Collection[UUID] | None = None) -> set[UUID]:
    """Who must not be destroyed anything of; in the system's scope."""
    rows = LegalHold.objects.filter(lifted_at=None)
    if persons is not None:
        rows = rows.filter(person__in=persons)
    return set(rows.order_by("person").values_list("person", flat=True))
