"""The same service at the same time: a second order is one only where she saw the first and wants another."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from chongyang.orders import operations, queries
from chongyang.web.parts.doors import scope_of


def list_beside(request: HttpRequest, person: UUID, item: str, chosen: Any) -> list[Any]:
    """Her open orders of the same item in the chosen window, without what this very form placed before."""
    scope = scope_of(request)
    own = operations.key_of(scope.actor.account, request.POST.get("key", "")[:80])
    rows = queries.list_alike(scope, person, item, chosen.from_at, chosen.to_at)
    return [row for row in rows if row.key != own]


def is_new_to_her(request: HttpRequest, rows: list[Any]) -> bool:
    """Whether one of them did not stand on the page that she said yes to: another tab, another child."""
    told = set(request.POST.getlist("beside"))
    return any(str(row.id) not in told for row in rows)
