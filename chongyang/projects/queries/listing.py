"""The library as a list: filters, and for each project its sums beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum

from chongyang.core import access
from chongyang.core.scopes import Scope, interval_of
from chongyang.projects import permissions
from chongyang.projects.enums import Batch, ProblemState, Sector, Stage
from chongyang.projects.models import MonthReport, PlannedMoney, Problem, Project


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks for; an unknown word asks for nothing. `county` is a code of six digits."""

    stage: str = ""
    batch: str = ""
    sector: str = ""
    county: str = ""
    document: str = ""
    leader: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One project with its sums: planned and done in all, its newest month, its open problems."""

    project: Project
    planned_fen: int
    done_fen: int
    share: int
    last_month: date | None
    open_problems: int

    @property
    def percent(self) -> int:
        """Money done of money planned, in whole percent; 0 without a plan."""
        return self.done_fen * 100 // self.planned_fen if self.planned_fen else 0


def list_projects(scope: Scope, filters: Filters | None = None) -> QuerySet[Project]:
    """By number, newest document first. Raises NotAllowed."""
    permissions.demand_read(scope)
    rows = access.visible(Project.objects.all(), scope)
    return _filtered(rows, filters or Filters()).order_by("-document", "number")


def _filtered(rows: QuerySet[Project], asked: Filters) -> QuerySet[Project]:
    known = (("stage", Stage), ("batch", Batch), ("sector", Sector))
    for name, words in known:
        if getattr(asked, name) in set(words):
            rows = rows.filter(**{name: getattr(asked, name)})
    if len(asked.county) == 6 and asked.county.isascii() and asked.county.isdigit():
        rows = rows.filter(area__range=interval_of(asked.county))
    if asked.document:
        rows = rows.filter(document="" if asked.document == "other" else asked.document)
    if asked.leader:
        rows = rows.filter(leader=asked.leader)
    return rows.filter(name__icontains=asked.text) if asked.text else rows


def lines_of(scope: Scope, projects: Iterable[Project]) -> list[Line]:
    """The projects with their sums: four statements, however many there are."""
    rows = list(projects)
    keys = [row.id for row in rows]
    planned = _sums(scope, PlannedMoney.objects.filter(project__in=keys), "planned_fen")
    done = _sums(scope, MonthReport.objects.filter(project__in=keys), "done_fen")
    newest = _newest(scope, keys)
    open_problems = count_open(scope, keys)
    return [
        Line(
            row,
            planned.get(row.id, 0),
            done.get(row.id, 0),
            *newest.get(row.id, (0, None)),
            open_problems.get(row.id, 0),
        )
        for row in rows
    ]


def _sums(scope: Scope, rows: QuerySet[Any], name: str) -> dict[UUID, int]:
    found = access.visible(rows, scope).order_by("project").values_list("project")
    return dict(found.annotate(fen=Sum(name)))


def _newest(scope: Scope, keys: list[UUID]) -> dict[UUID, tuple[int, date | None]]:
    """Share of work and month; the share never falls, so that the largest is the newest."""
    rows = access.visible(MonthReport.objects.filter(project__in=keys), scope)
    found = rows.order_by("project").values_list("project").annotate(share=Max("share"), month=Max("month"))
    return {key: (share, month) for key, share, month in found}


def count_open(scope: Scope, keys: list[UUID]) -> dict[UUID, int]:
    """Problems that are not solved, by project."""
    rows = Problem.objects.filter(project__in=keys).exclude(state=ProblemState.SOLVED.value)
    found = access.visible(rows, scope).order_by("project").values_list("project")
    return dict(found.annotate(count=Count("id")))


def list_leaders(scope: Scope) -> list[str]:
    """Every responsible leader's post that a project bears."""
    permissions.demand_read(scope)
    rows = access.visible(Project.objects.exclude(leader=""), scope)
    return list(rows.order_by("leader").values_list("leader", flat=True).distinct())
