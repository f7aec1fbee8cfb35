"""Reads of follow-ups."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import FollowUp, FollowUpTry
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.queries.pages import After, page_of
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can


def visible_follow_ups(scope: Scope) -> QuerySet[FollowUp]:
    """Follow-ups within reach; a role that may not know persons finds none."""
    if not (can_read(scope) and may(scope, Can.HANDLE_ORDERS)):
        return FollowUp.objects.none()
    return visible(FollowUp.objects.all(), scope)


def access_follow_up(scope: Scope, follow_up: UUID) -> FollowUp:
    """One follow-up. Raises NotFound."""
    demand(scope, Can.HANDLE_ORDERS)
    row = visible_follow_ups(scope).filter(id=follow_up).first()
    if row is None:
        raise NotFound(str(follow_up))
    return row


def list_follow_ups(
    scope: Scope, *, is_open: bool = True, limit: int = 100, after: After | None = None
) -> list[FollowUp]:
    """Open ones by the moment they are due, or ended ones, the newest first."""
    demand(scope, Can.HANDLE_ORDERS)
    rows = visible_follow_ups(scope)
    return page_of(rows, is_open=is_open, ended="ended_at", limit=limit, after=after)


def count_follow_ups(scope: Scope, now: datetime) -> dict[str, int]:
    """How many are open, and how many of them are late."""
    rows = visible_follow_ups(scope).filter(ended_at=None)
    return {"open": rows.count(), "late": rows.filter(due_at__lt=now).count()}


def list_tries(scope: Scope, follow_up: UUID) -> list[FollowUpTry]:
    """Each try to reach somebody."""
    access_follow_up(scope, follow_up)
    return list(visible(FollowUpTry.objects.filter(follow_up=follow_up), scope).order_by("number"))
