"""The approvals of a project on its page: which applications run for it, and how a builder opens one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.approvals import operations, queries
from chongyang.approvals.enums import COMPLETING, PERMITTED, STOPPED, ApplicationState
from chongyang.approvals.queries import OfProject
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.tables import STATES
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_beyond_persons, scope_of
from chongyang.web.projects.doing import said

STATE_WORDS = {state.name: state.label for state in STATES}


def permits_of(request: HttpRequest, project: Any) -> dict[str, Any]:
    """What the card of approvals shows. The builder opens an application with the project's number."""
    scope = scope_of(request)
    way = f"{reverse('approvals_mine')}?{urlencode({'library': project.number})}"
    held = queries.list_of_project(scope, project.id)
    return {
        "permits": [_permit(one) for one in held],
        "may_be_opened": all(one.application.state == ApplicationState.WITHDRAWN for one in held),
        "way_to_apply": way if may(scope, Can.APPLY_APPROVALS) else "",
        "address_to_apply": request.build_absolute_uri(way),
    }


def _permit(one: OfProject) -> dict[str, Any]:
    row, told = one.application, catalogue.load()
    return {
        "row": row,
        "is_handed_in": one.is_handed_in,
        "is_open": row.state == ApplicationState.OPEN,
        "words": gettext(ApplicationState.of(row.state).label),
        "tone": {"done": "good", "open": "note"}.get(row.state, ""),
        "stages": [_stage(stage, one) for stage in told.stages],
        "documents": [
            {"item": item, "label": gettext(told.stage(item.run.stage).item(item.name).gives)}
            for item in one.documents
        ],
    }


def _stage(stage: catalogue.Stage, one: OfProject) -> dict[str, Any]:
    """The newest turn of a stage; without a state it was not handed in yet."""
    run = next((run for run in reversed(one.runs) if run.stage == stage.name and run.submitted_at), None)
    state = run.state if run else ""
    return {
        "label": gettext(stage.label),
        "state": gettext(STATE_WORDS[state]) if state else "",
        "tone": "good" if state == PERMITTED else "warn" if state in STOPPED else "note",
        "due_at": run.due_at if run and state != COMPLETING else None,
        "ended_at": run.ended_at if run else None,
    }


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def unbind(request: HttpRequest, application: UUID) -> HttpResponse:
    """Say that an application is not for this project."""
    row = queries.access_of_project(scope_of(request), application)
    operations.unbind(application=application, **said(request))
    messages.success(request, gettext("这件报建已与本项目脱钩，编号可以另行申报。"))
    return redirect("project", row.project)
