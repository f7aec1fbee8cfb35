"""Papers and notices given away: to the desk, and to who applied."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from chongyang.approvals import queries
from chongyang.approvals.papers import set_notice
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given, given_file


@require_GET
@opens_for(Can.HANDLE_APPROVALS)
def paper(request: HttpRequest, paper: UUID) -> HttpResponse:
    """A paper of a run, for the window, and for the department whose item needs it."""
    return given_file(queries.access_paper(scope_of(request), paper).file)


@require_GET
@opens_for(Can.APPLY_APPROVALS)
def own_paper(request: HttpRequest, paper: UUID) -> HttpResponse:
    """A paper of our own."""
    return given_file(queries.access_own_paper(scope_of(request), paper).file)


@require_GET
@opens_for(Can.HANDLE_APPROVALS, Can.APPLY_APPROVALS)
def notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """A notice of the window as PDF."""
    held = queries.access_notice(scope_of(request), notice)
    return given(set_notice(held), "application/pdf", f"{held.run.application.number}-{held.kind}.pdf")
