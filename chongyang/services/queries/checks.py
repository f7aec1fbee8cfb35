"""Reads of yearly checks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.services import permissions
from chongyang.services.models import CheckFile, YearlyCheck
from chongyang.services.queries.reaching import NotFound

DONE = ("passed", "failed")
NOBODY = UUID(int=0)


def access_check(scope: Scope, check: UUID) -> YearlyCheck:
    """One, for the desk that admits or for the provider itself. Raises NotFound."""
    reads = permissions.may_admit(scope) or permissions.may_provide(scope)
    rows = access.visible(YearlyCheck.objects.filter(id=check), scope).select_related("provider")
    row = rows.first() if reads else None
    if row is None:
        raise NotFound(str(check))
    return row


def list_checks(scope: Scope, *, show: str = "open", limit: int = 200) -> list[YearlyCheck]:
    """Within reach of who admits: open ones by their deadline, or done ones, the newest first."""
    permissions.demand_admit(scope)
    rows = access.visible(YearlyCheck.objects.all(), scope).select_related("provider")
    if show == "done":
        return list(rows.filter(state__in=DONE).order_by("-decided_at", "-id")[:limit])
    return list(rows.exclude(state__in=DONE).order_by("due_at", "id")[:limit])


def list_own_checks(scope: Scope) -> list[YearlyCheck]:
    """Those of the actor's own provider, the newest first."""
    permissions.demand_provide(scope)
    rows = access.visible(YearlyCheck.objects.filter(organisation=scope.organisation or NOBODY), scope)
    return list(rows.select_related("provider").order_by("-year", "id"))


def access_check_file(scope: Scope, file: UUID) -> CheckFile:
    """One file of a check within reach. Raises NotFound."""
    with access.enter(system_scope("files of check", actor=scope.actor)):
        row = CheckFile.objects.select_related("file", "check_of").filter(id=file).first()
    if row is None:
        raise NotFound(str(file))
    access_check(scope, row.check_of_id)
    return row


def failed_rows(since: datetime) -> list[tuple[Any, ...]]:
    """(key, organisation, area, moment, number) of yearly checks that were failed since; the number is the
    year. In the system's scope.
    """
    rows = YearlyCheck.objects.filter(decided_at__gte=since, result="failed").order_by("decided_at", "id")
    return list(rows.values_list("id", "organisation", "area", "decided_at", "year"))
