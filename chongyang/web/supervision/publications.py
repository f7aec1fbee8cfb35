"""What was proposed for publication, what is public, what was withdrawn and why."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.words import N_
from chongyang.supervision import operations, queries
from chongyang.supervision.enums import Listing
from chongyang.supervision.queries.assessment import actions_of
from chongyang.supervision.rules import tables
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supervision.doing import base, do, said, state_of, steps

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "approve": (operations.approve_publication, N_("已批准，现在人人可以查看。")),
    "decline": (operations.decline_publication, N_("没有批准这一份。")),
    "withdraw": (operations.withdraw_publication, N_("已撤回，编号和理由仍然公开。")),
}


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first, with what may be done."""
    scope = scope_of(request)
    rows = [_row(request, row) for row in queries.list_publications(scope)]
    return render(request, "supervision/publications.html", {**base(request, "publications"), "rows": rows})


def _row(request: HttpRequest, row: Any) -> dict[str, Any]:
    words, tone = state_of(tables.PUBLICATION, row.state)
    scope = scope_of(request)
    return {
        "row": row,
        "listing": Listing.of(row.listing).label,
        "state": words,
        "tone": tone,
        "first": row.extract["rows"][:3],
        "count": len(row.extract["rows"]),
        "actions": actions_of(scope, row.id),
        "steps": steps(queries.steps_of(scope, row.id), tables.PUBLICATION),
        "votes": queries.votes_of(row.id),
    }


@require_POST
@opens_for(Can.PUBLISH_RESULTS)
def take(request: HttpRequest, key: UUID, action: str) -> HttpResponse:
    """Approve, decline, withdraw."""
    if action not in STEPS:
        raise Http404(action)
    operation, done = STEPS[action]
    told = {} if action == "approve" else {"reason": request.POST.get("reason", "")}
    try:
        do(request, partial(operation, key=key, **told, **said(request)), gettext(done))
    except queries.NotFound as error:
        raise Http404 from error
    return redirect("supervision_publications")
