"""Recurring plans and their pauses."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.orders import permissions
from chongyang.orders.models import Plan, PlanPause
from chongyang.orders.queries.orders import NotFound


def _plans(scope: Scope) -> QuerySet[Plan]:
    """Within reach; a carer comes to single orders, also where an alarm opened the elder's file to her."""
    if not permissions.can_read(scope) or permissions.only_own_visits(scope):
        return Plan.objects.none()
    return visible(Plan.objects.all(), scope)


def access_plan(scope: Scope, plan: UUID) -> Plan:
    """One plan within reach. Raises NotFound."""
    row = _plans(scope).filter(id=plan).first()
    if row is None:
        raise NotFound(str(plan))
    return row


def list_plans(scope: Scope, persons: Collection[UUID], *, ended: bool = False) -> list[Plan]:
    """The plans of these persons, the newest first; those that ended only when asked for."""
    rows = _plans(scope).filter(person__in=list(persons))
    rows = rows if ended else rows.filter(ended_at=None)
    return list(rows.order_by("-made_at", "id"))


def pauses_of(scope: Scope, plans: Collection[UUID]) -> dict[UUID, list[PlanPause]]:
    """The pauses of plans within reach, in order."""
    found: dict[UUID, list[PlanPause]] = defaultdict(list)
    rows = visible(PlanPause.objects.filter(plan__in=_plans(scope).filter(id__in=list(plans))), scope)
    for row in rows.order_by("plan", "from_on", "id"):
        found[row.plan_id].append(row)
    return {plan: found[plan] for plan in plans}
