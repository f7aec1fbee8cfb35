"""Calls back: which orders were drawn, and what she said."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.orders import queries as orders
from chongyang.quality import enums, operations, queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import item_words, key_of
from chongyang.web.quality.showing import base, do, said, text_of


@require_GET
@opens_for(Can.ORDER_SERVICES)
def listed(request: HttpRequest) -> HttpResponse:
    """Drawn orders that wait for a call, the first due first, then what was heard."""
    scope = scope_of(request)
    context = base(request, "calls")
    rows = queries.list_samples(scope, after=key_of(request.GET.get("after", "")))
    context |= {
        "open": [_shown(one, context) for one in rows],
        "more": rows[-1].id if len(rows) == queries.PAGE else None,
        "done": [_shown(one, context) for one in queries.list_samples(scope, is_open=False)],
    }
    return private(render(request, "quality/calls.html", context))


def _shown(row: Any, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": row,
        "item": item_words(row.item),
        "is_late": not row.outcome and row.due_on < context["today"],
        "outcome": gettext(enums.SampleOutcome.of(row.outcome).label) if row.outcome else "",
        "tone": "good" if row.outcome == enums.SampleOutcome.CONTENT else "warn",
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_SERVICES)
def one(request: HttpRequest, sample: UUID) -> HttpResponse:
    """One drawn order: what to ask, and her answer."""
    scope = scope_of(request)
    row = queries.access_sample(scope, sample)
    if request.method == "POST" and do(request, lambda: _record(request, sample), gettext("回访已登记。")):
        return redirect("quality_calls")
    context = base(request, "calls")
    order = orders.access_order(scope, row.order)
    context |= _shown(row, context) | {
        "order": order,
        "outcomes": [(one.value, gettext(one.label)) for one in enums.SampleOutcome],
        "stars": [(number, gettext(words)) for number, words in enums.STARS.items()],
        "typed": request.POST.get("note", "") if request.method == "POST" else "",
    }
    return private(render(request, "quality/call.html", context, status=422 if request.POST else 200))


def _record(request: HttpRequest, sample: UUID) -> Any:
    stars = request.POST.get("stars", "")
    return operations.record_call(
        sample=sample,
        outcome=request.POST.get("outcome", ""),
        stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
        note=text_of(request, "note"),
        **said(request),
    )
