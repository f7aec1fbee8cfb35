"""What the project library shows of a project's approvals: who reads the project reads how far they are."""

from dataclasses import dataclass
from uuid import UUID

from chongyang.approvals.models import Application, Item, StageRun
from chongyang.approvals.queries.applications import list_documents, list_runs
from chongyang.approvals.queries.pages import NotFound
from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.projects import queries as projects


@dataclass(frozen=True, slots=True)
class OfProject:
    """An application for a project of the library, its turns in their order, and what was permitted.

    `is_handed_in` is False while nothing went to the window: of a draft no more is told than that it is
    there.
    """

    application: Application
    runs: tuple[StageRun, ...]
    documents: tuple[Item, ...]

    @property
    def is_handed_in(self) -> bool:
        return any(run.submitted_at for run in self.runs)


def list_of_project(scope: Scope, project: UUID) -> list[OfProject]:
    """The newest first. Raises NotAllowed, and NotFound of the library, as the project itself does."""
    projects.access_project(scope, project)
    with access.enter(system_scope("approvals of a project", actor=scope.actor)):
        rows = list(Application.objects.filter(project=project).order_by("-asked_at", "-id"))
    return [OfProject(row, tuple(list_runs(row)), tuple(list_documents(row))) for row in rows]


def access_of_project(scope: Scope, application: UUID) -> Application:
    """An application for a project within reach. Raises NotAllowed, NotFound."""
    with access.enter(system_scope("approvals of a project", actor=scope.actor)):
        row = Application.objects.filter(id=application, project__isnull=False).first()
    if row is None or row.project is None:
        raise NotFound(str(application))
    try:
        projects.access_project(scope, row.project)
    except projects.NotFound:
        raise NotFound(str(application)) from None
    return row
