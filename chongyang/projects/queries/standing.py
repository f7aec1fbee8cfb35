"""What the rules of batches ask of a project, what is late, and what waits for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.projects import permissions
from chongyang.projects.enums import Batch, LandState, ProblemState, Stage
from chongyang.projects.models import (
    FundNeed,
    Grant,
    MonthReport,
    Parcel,
    PlannedMoney,
    Problem,
    Project,
    Proposal,
)
from chongyang.projects.queries.listing import lines_of
from chongyang.projects.rules.batches import Standing
from chongyang.projects.rules.months import due_on, late_months


@dataclass(frozen=True, slots=True)
class Late:
    """A month whose report is overdue."""

    project: Project
    month: date
    due_on: date


def list_late(scope: Scope, today: date) -> list[Late]:
    """Months that should have been reported by now, the oldest first. Raises NotAllowed."""
    permissions.demand_read(scope)
    rows = access.visible(Project.objects.filter(reports_since__isnull=False), scope).order_by("number")
    projects = list(rows)
    held = _reported(scope, projects)
    late = [
        Late(project, month, due_on(month))
        for project in projects
        if project.reports_since
        for month in late_months(project.reports_since, held.get(project.id, frozenset()), today)
    ]
    return sorted(late, key=lambda one: (one.month, one.project.number))


def _reported(scope: Scope, projects: Iterable[Project]) -> dict[UUID, set[date]]:
    rows = MonthReport.objects.filter(project__in=[row.id for row in projects])
    held: dict[UUID, set[date]] = {}
    for project, month in access.visible(rows, scope).order_by("id").values_list("project", "month"):
        held.setdefault(project, set()).add(month)
    return held


def list_open_proposals(scope: Scope) -> QuerySet[Proposal]:
    """What the machine proposed and nobody decided yet, the oldest first."""
    permissions.demand_read(scope)
    rows = Proposal.objects.filter(decided_at=None).select_related("project")
    return access.visible(rows, scope).order_by("proposed_at", "id")


def list_open_problems(scope: Scope) -> QuerySet[Problem]:
    """Problems that are not solved, the nearest date first."""
    permissions.demand_read(scope)
    rows = Problem.objects.exclude(state=ProblemState.SOLVED.value).select_related("project")
    return access.visible(rows, scope).order_by("due_on", "id")


def list_standings(scope: Scope, now: datetime) -> list[tuple[Project, Standing]]:
    """Every project as the rules of batches ask about it; eight statements for all of them."""
    permissions.demand_read(scope)
    year = timezone.localdate(now).year
    projects = list(access.visible(Project.objects.all(), scope).order_by("number"))
    keys = [row.id for row in projects]
    supplied = Count("id", filter=Q(state=LandState.SUPPLIED.value))
    land = {
        key: (count, done)
        for key, count, done in access.visible(Parcel.objects.filter(project__in=keys), scope)
        .order_by("project")
        .values_list("project")
        .annotate(count=Count("id"), done=supplied)
    }
    needed = _fen(access.visible(FundNeed.objects.filter(project__in=keys), scope), "needed_fen")
    granted = _fen(access.visible(Grant.objects.filter(project__in=keys), scope), "amount_fen")
    plans = PlannedMoney.objects.filter(project__in=keys, year=year)
    planned = _fen(access.visible(plans, scope), "planned_fen")
    return [
        (
            line.project,
            Standing(
                Stage.of(line.project.stage),
                Batch.of(line.project.batch),
                line.share,
                *land.get(line.project.id, (0, 0)),
                needed.get(line.project.id, 0),
                granted.get(line.project.id, 0),
                planned.get(line.project.id, 0),
                line.open_problems,
            ),
        )
        for line in lines_of(scope, projects)
    ]


def _fen(rows: QuerySet[Any], name: str) -> dict[UUID, int]:
    found = rows.order_by("project").values_list("project").annotate(fen=Sum(name))
    return dict(found)
