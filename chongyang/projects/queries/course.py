"""The course of projects over time: their planned span and the stages they went through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.projects.models import Project, StageChange
from chongyang.projects.queries.listing import Filters, list_projects


@dataclass(frozen=True, slots=True)
class Span:
    """A stage from a day until another, which it does not hold."""

    stage: str
    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Course:
    """One project: planned days (half open), stages gone through, the milestone's day."""

    project: Project
    planned: tuple[date, date] | None
    spans: tuple[Span, ...]

    @property
    def days(self) -> list[date]:
        """Every day that the picture must hold."""
        held = [day for span in self.spans for day in (span.first, span.until)]
        return [*held, *(self.planned or ()), *([self.project.due_on] if self.project.due_on else [])]


def list_courses(scope: Scope, today: date, filters: Filters | None = None) -> list[Course]:
    """Projects in the order of the list; one without days has its milestone alone. Raises NotAllowed."""
    projects = list(list_projects(scope, filters))
    with access.enter(system_scope("project courses", actor=scope.actor)):
        changes = _changes(row.id for row in projects)
    return [_course(row, changes.get(row.id, []), today) for row in projects]


def _changes(keys: Iterable[UUID]) -> dict[UUID, list[StageChange]]:
    held: dict[UUID, list[StageChange]] = {}
    for row in StageChange.objects.filter(project__in=list(keys)).order_by("on", "id"):
        held.setdefault(row.project_id, []).append(row)
    return held


def _course(project: Project, changes: list[StageChange], today: date) -> Course:
    """The stage that stands goes on until today; one of a single day is a day long."""
    ends = [*(row.on for row in changes[1:]), today + timedelta(days=1)]
    spans = tuple(
        Span(row.stage, row.on, max(end, row.on + timedelta(days=1)))
        for row, end in zip(changes, ends, strict=False)
    )
    planned = None
    if project.starts_on and project.ends_on:
        planned = (project.starts_on, project.ends_on + timedelta(days=1))
    return Course(project, planned, spans)
