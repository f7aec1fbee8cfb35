"""A chain with its versions; a new version by form; activation with all that prevents it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.alerting import operations, queries
from chongyang.alerting.enums import VersionState
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.alerting.forms import choices_for, read_steps, rows_of
from chongyang.web.alerting.views import private
from chongyang.web.alerting.words import timeline_of
from chongyang.web.parts.doors import opens_for, scope_of

DRAFTED = N_("新版本已保存为草稿，启用前会再检查一遍。")
ACTIVE = N_("新版本已启用；正在进行的仍按原来的版本走完。")


@require_GET
@opens_for(Can.READ_ESCALATION)
def chain(request: HttpRequest, code: str) -> HttpResponse:
    """All versions, the newest first, and the form for the next."""
    return show(request, code)


def show(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
    """The page of one chain with what the last action said."""
    scope = scope_of(request)
    try:
        row = queries.get_chain(scope, code)
    except queries.NotFound as error:
        raise Http404 from error
    versions = queries.list_versions(scope, row)
    newest = versions[0].steps if versions else []
    context = {
        "chain": row,
        "name": gettext(row.name),
        "versions": [_show_version(version) for version in versions],
        "may_edit": may(scope, Can.EDIT_ESCALATION),
        "rows": rows_of(newest),
        "choices": choices_for(scope),
        "source": "",
        "faults": None,
        "faulty": None,
        **more,
    }
    return private(render(request, "alerting/chain.html", context))


def _show_version(version: Any) -> dict[str, Any]:
    state = VersionState.of(version.state)
    tone, icon = {"active": ("good", "check"), "draft": ("note", "info")}.get(version.state, ("", ""))
    steps = timeline_of(version.steps)
    return {"row": version, "state": state.label, "tone": tone, "icon": icon, "steps": steps}


@require_POST
@opens_for(Can.EDIT_ESCALATION)
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what the form says as the next version."""
    scope = scope_of(request)
    steps, source = read_steps(request.POST), request.POST.get("source", "")
    try:
        queries.get_chain(scope, code)
        operations.draft_version(chain=code, steps=steps, source=source, scope=scope, now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    except operations.UnableToDraft as error:
        return show(request, code, faults=[(0, gettext(str(error)))], rows=rows_of(steps), source=source)
    messages.success(request, DRAFTED)
    return redirect("alerting_chain", code)


@require_POST
@opens_for(Can.EDIT_ESCALATION)
def activate(request: HttpRequest, version: UUID) -> HttpResponse:
    """Put a draft in force, or show everything that prevents it."""
    scope = scope_of(request)
    try:
        row = queries.access_version(scope, version)
    except queries.NotFound as error:
        raise Http404 from error
    try:
        operations.activate_version(version=version, scope=scope, now=clock_now())
    except operations.UnableToActivate as error:
        faults = [(fault.step, gettext(fault.reason)) for fault in error.faults]
        return show(request, row.chain.code, faults=faults, faulty=row.number)
    messages.success(request, ACTIVE)
    return redirect("alerting_chain", row.chain.code)
