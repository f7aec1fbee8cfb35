"""Calls on the line."""

from typing import Any

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


def list_calls(scope: Scope, limit: int = 30) -> list[Call]:
    """The last calls on the line."""
    demand(scope, Can.ANSWER_CALLS)
    return list(visible(Call.objects.all(), scope).order_by("-began_at", "-id")[:limit])


def count_calls(since: Any) -> int:
    """Calls taken since a moment."""
    return Call.objects.filter(answered_at__gte=since).count()
