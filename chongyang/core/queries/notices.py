"""Reads of public notices and objections, for any room whose rows are of these two shapes."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core import access
from chongyang.core.models.notices import PublicNotice, SaidAgainst
from chongyang.core.scopes import Scope, system_scope

N = TypeVar("N", bound=PublicNotice)
O = TypeVar("O", bound=SaidAgainst)  # noqa: E741


def list_running(rows: "QuerySet[N]", on: date, limit: int) -> list[N]:
    """Those that run on a day, by the day on which they end."""
    return list(rows.filter(from_on__lte=on, to_on__gt=on, closed_at=None).order_by("to_on", "id")[:limit])


def newest_of(rows: "QuerySet[N]") -> N | None:
    """The last that was published."""
    return rows.order_by("-from_on", "-id").first()


def list_against(rows: "QuerySet[O]", scope: Scope, application: UUID) -> list[O]:
    """What was said against an application that was accessed. A sanctioned crossing: from anywhere."""
    with access.enter(system_scope("objections", actor=scope.actor)):
        held = rows.filter(notice__application=application).select_related("notice")
        return list(held.order_by("raised_at", "id"))
