"""Plans within reach: 12349 reads those of its area, a provider its own."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Sum

from chongyang.core.access import OutOfReach, visible
from chongyang.core.scopes import Scope
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import PlanState
from chongyang.scheduling.models import DayPlan, LeftOut, Pin, PlannedVisit

PAGE = 60


class NotFound(OutOfReach):
    """No such plan, pin or visit for this reader."""


def access_plan(scope: Scope, plan: UUID) -> DayPlan:
    """Raises NotAllowed, NotFound; the first for all of these."""
    permissions.demand_plan(scope)
    row = visible(DayPlan.objects.filter(id=plan), scope).first()
    if row is None:
        raise NotFound(str(plan))
    return row


def newest_plans(scope: Scope, day: date, *, organisation: UUID | None = None) -> list[DayPlan]:
    """The newest version of each provider's day, by provider."""
    permissions.demand_plan(scope)
    rows = visible(DayPlan.objects.filter(day=day), scope)
    rows = rows.filter(organisation=organisation) if organisation else rows
    return list(rows.order_by("organisation", "-version").distinct("organisation"))


def list_plans(
    scope: Scope, *, day: date | None = None, after: UUID | None = None, limit: int = PAGE
) -> list[DayPlan]:
    """All versions within reach, the newest first."""
    permissions.demand_plan(scope)
    rows = visible(DayPlan.objects.all(), scope)
    rows = rows.filter(day=day) if day else rows
    rows = rows.filter(id__lt=after) if after else rows
    return list(rows.order_by("-id")[:limit])


def visits_of(scope: Scope, plans: Collection[DayPlan]) -> list[PlannedVisit]:
    """The visits of plans that were accessed, by carer and time, within reach."""
    permissions.demand_plan(scope)
    rows = visible(PlannedVisit.objects.filter(plan__in=list(plans)), scope)
    return list(rows.order_by("carer", "from_at", "id"))


def left_of(scope: Scope, plans: Collection[DayPlan]) -> list[LeftOut]:
    """Who is left out in plans that were accessed, within reach."""
    permissions.demand_plan(scope)
    rows = visible(LeftOut.objects.filter(plan__in=list(plans)), scope)
    return list(rows.order_by("reason", "id"))


def pins_of(scope: Scope, orders: Collection[UUID]) -> dict[UUID, Pin]:
    """What is fixed of these orders, within reach."""
    permissions.demand_plan(scope)
    rows = visible(Pin.objects.filter(order__in=list(orders), ended_at=None), scope)
    return {row.order: row for row in rows.order_by("id")}


def count_published(*, since: date, until: date) -> tuple[int, int]:
    """Visits and those left out, of published plans of these days, both ends; in the caller's scope."""
    rows = DayPlan.objects.filter(state=PlanState.PUBLISHED, day__gte=since, day__lte=until)
    told = rows.aggregate(visits=Sum("visits"), left=Sum("left"))
    return told["visits"] or 0, told["left"] or 0
