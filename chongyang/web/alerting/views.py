"""The overview, and one subject with everything that was sent for it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.alerting import queries
from chongyang.alerting.enums import RunState
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.alerting.words import show_told, timeline_of
from chongyang.web.parts.alerts import stalls
from chongyang.web.parts.doors import opens_for, scope_of


def private(response: HttpResponse) -> HttpResponse:
    """Who could not be reached stays in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@opens_for(Can.READ_ESCALATION)
def alerting(request: HttpRequest) -> HttpResponse:
    """Chains, rotas, what runs now, who cannot be reached."""
    scope = scope_of(request)
    context = {
        "chains": [_show_chain(chain) for chain in queries.list_chains(scope)],
        "rotas": queries.list_rotas(scope),
        "runs": [_show_run(run) for run in queries.list_running(scope)],
        "matters": [_show_run(run) for run in queries.list_running(scope, matters=True)],
        "may_lead": may(scope, Can.LEAD_SHIFT),
        "reach": _reach(scope),
        "stalls": stalls(),
        "now": clock_now(),
    }
    return private(render(request, "alerting/alerting.html", context))


def _show_chain(chain: Any) -> dict[str, Any]:
    active = chain.active
    name = gettext(chain.name)
    return {
        "row": chain,
        "name": name,
        "active": active,
        "steps": timeline_of(active.steps) if active else [],
    }


def _show_run(run: Any) -> dict[str, Any]:
    return {
        "row": run,
        "chain": gettext(run.version.chain.name),
        "number": run.version.number,
    }


def _reach(scope: Scope) -> dict[str, int] | None:
    """How many ways are proved, broken, untested; None for a role that may not know."""
    if not may(scope, Can.PROVE_REACH):
        return None
    return {"working": 0, "broken": 0, "untested": 0, **queries.count_by_result(scope)}


@require_GET
@opens_for(Can.READ_ESCALATION)
def run(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Everything that was sent, or tried, for one subject; also when its runs are over."""
    runs = queries.list_runs_of(scope_of(request), subject)
    if not runs:
        raise Http404
    context = {
        "runs": [{**_show_run(one), "state": gettext(RunState.of(one.state).label)} for one in runs],
        "is_running": any(one.state == RunState.RUNNING for one in runs),
        "told": show_told(queries.list_told(scope_of(request), subject)),
        "now": clock_now(),
    }
    return private(render(request, "alerting/run.html", context))
