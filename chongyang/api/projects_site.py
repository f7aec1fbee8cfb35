"""What comes to a project from its site and from the window by JSON: photos, and its approvals."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from chongyang.api.approvals_shapes import ApprovalItemRow, StageRunRow
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.projects import projects, said, writes
from chongyang.api.uploads import sent_file
from chongyang.approvals import operations as approvals
from chongyang.approvals import queries
from chongyang.projects import operations
from chongyang.territory.enums import TokenName

WRITES = Bearer(TokenName.PROJECTS_WRITE)


class ProjectPhotoRow(Schema):
    """A picture of the site; its bytes are given away on the desk."""

    id: UUID
    caption: str


class ProjectApplicationRow(Schema):
    """An application for a project; of a draft, which is not handed in, no more is told than that."""

    id: UUID
    number: str
    state: str
    is_handed_in: bool
    name: str
    runs: list[StageRunRow]
    documents: list[ApprovalItemRow]


@projects.put(
    "/projects/months/{uuid:report}/photos",
    response={201: ProjectPhotoRow},
    auth=WRITES,
    operation_id="add_project_photo",
)
@streaming
def add_project_photo(request: HttpRequest, report: UUID, name: str = "", caption: str = "") -> Any:
    """The bytes of a JPEG or PNG as the body; it is drawn anew, without what stood hidden in it."""
    return operations.add_photo(
        report=report,
        **sent_file(request, name or "photo"),
        caption=caption[:120],
        **said(request),
    )


@projects.get(
    "/projects/{uuid:project}/approvals",
    response=list[ProjectApplicationRow],
    operation_id="list_project_approvals",
)
def list_project_approvals(request: HttpRequest, project: UUID) -> Any:
    """The applications for a project, the newest first, with their stages and documents."""
    return [_told(one) for one in queries.list_of_project(scope_of(request), project)]


def _told(one: queries.OfProject) -> dict[str, Any]:
    row, is_told = one.application, one.is_handed_in
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "is_handed_in": is_told,
        "name": row.name if is_told else "",
        "runs": one.runs if is_told else (),
        "documents": one.documents,
    }


@writes(
    "/projects/approvals/{uuid:application}/unbind", list[ProjectApplicationRow], "part_project_approvals"
)
def part_project_approvals(request: HttpRequest, application: UUID) -> Any:
    """The application is not for this project; those that stay."""
    project = UUID(str(queries.access_of_project(scope_of(request), application).project))
    approvals.unbind(application=application, **said(request))
    return list_project_approvals(request, project)
