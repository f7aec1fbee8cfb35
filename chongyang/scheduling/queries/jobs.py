"""Plannings within reach that run, and the last that failed since the newest plan."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.scheduling import permissions
from chongyang.scheduling.models import PlanJob


def newest_jobs(scope: Scope, day: date, *, organisation: UUID | None = None) -> list[PlanJob]:
    """The newest planning of each provider's day, by provider."""
    permissions.demand_plan(scope)
    rows = visible(PlanJob.objects.filter(day=day), scope)
    rows = rows.filter(organisation=organisation) if organisation else rows
    return list(rows.order_by("organisation", "-asked_at", "-id").distinct("organisation"))


def told_reason(row: PlanJob) -> str:
    """Why it failed, in the reader's language; empty where it did not."""
    return gettext(row.reason) % row.words if row.reason else ""
