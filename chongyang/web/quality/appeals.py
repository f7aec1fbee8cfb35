"""Appeals: raised by the provider beside the event, decided by somebody else."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.quality import operations, queries
from chongyang.services import queries as services
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.quality.showing import base, do, kind_words, points, said, text_of


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
def raise_one(request: HttpRequest, event: UUID) -> HttpResponse:
    """The provider says why an event is wrong."""
    row = queries.access_own_event(scope_of(request), event)
    told = {"text": text_of(request, "text"), **said(request)}
    do(request, lambda: operations.appeal(event=event, **told), gettext("申诉已提交，由另一人决定。"))
    return redirect("quality_provider", row.organisation)


@require_GET
@opens_for(Can.READ_QUALITY)
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for a decision by its deadline, then what was decided."""
    scope = scope_of(request)
    context = base(request, "appeals")
    context |= {
        "open": [_shown(one, context) for one in queries.list_appeals(scope)],
        "done": [_shown(one, context) for one in queries.list_appeals(scope, is_open=False)],
    }
    return private(render(request, "quality/appeals.html", context))


def _shown(row: Any, context: dict[str, Any]) -> dict[str, Any]:
    provider = services.provider_of(row.organisation)
    return {
        "row": row,
        "kind": kind_words(row.event.kind),
        "points": points(row.event.points),
        "name": provider.name if provider else "",
        "is_late": row.answered_at is None and row.due_at < context["now"],
    }


@require_POST
@opens_for(Can.JUDGE_QUALITY)
def decide(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """Upheld, the event counts no more."""
    upheld = request.POST.get("do") == "uphold"
    told = {"upheld": upheld, "answer": text_of(request, "answer"), **said(request)}
    done = gettext("申诉成立，扣分已去掉。") if upheld else gettext("已登记：维持扣分。")
    do(request, lambda: operations.decide_appeal(appeal=appeal, **told), done)
    return redirect("quality_appeals")
