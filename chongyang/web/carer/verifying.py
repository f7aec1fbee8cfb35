"""The desk that verifies visits whose evidence is too weak: reasons, pictures, places, the telephone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.orders import queries as orders
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import operations, queries
from chongyang.visits.enums import CallBackOutcome
from chongyang.visits.operations import UnableToVerify
from chongyang.web.carer import evidence
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given

PAGE = 60
DECIDED = {True: N_("已核实通过，可以结算。"), False: N_("已核实不通过，不予结算。")}
CALLED = N_("回访已记录，得分已重新计算。")


@require_GET
@opens_for(Can.VERIFY_VISITS)
def below(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first; what was found afterwards; what was decided last."""
    scope = scope_of(request)
    rows = queries.list_below(scope, after=_after(request), limit=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "rows": [evidence.row_of(row) for row in rows[:PAGE]],
        "count": queries.count_below(scope),
        "next": f"{last.judged_at.isoformat()}~{last.id}" if last and last.judged_at else "",
        "marked": [evidence.row_of(row) for row in queries.list_marked(scope)],
        "missed": [evidence.missed_of(row) for row in queries.list_missed(scope)],
        "decided": [evidence.row_of(row) for row in queries.list_decided(scope)],
        "now": clock_now(),
    }
    return render(request, "carer/verify_list.html", context)


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """Where the next page begins; rubbish is the beginning."""
    at, _, key = request.GET.get("after", "").partition("~")
    try:
        told = datetime.fromisoformat(at.replace(" ", "+"))
        return (told, UUID(key)) if told.tzinfo else None
    except ValueError:
        return None


@require_GET
@opens_for(Can.VERIFY_VISITS)
def visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """One visit with its evidence; that somebody opened it is written down."""
    return _show(request, visit)


def _show(
    request: HttpRequest, visit: UUID, faults: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    scope = scope_of(request)
    try:
        row = operations.open_visit(visit=visit, scope=scope, now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    order = orders.get_many(scope, [row.order]).get(row.order)
    said = {name: request.POST.get(name, "")[:500] for name in ("reason", "note", "outcome", "decision")}
    context: dict[str, Any] = {
        "visit": evidence.row_of(row),
        **evidence.evidence_of(row, order),
        "outcomes": CallBackOutcome.choices(),
        "faults": {"reason": "", "outcome": "", "accept": "", "": "", **(faults or {})},
        "said": said,
        "own": evidence.why_not(scope, row),
        "now": clock_now(),
    }
    return render(request, "carer/verify_visit.html", context, status=status)


@require_POST
@opens_for(Can.VERIFY_VISITS)
def decide(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Payable after all, or not."""
    scope, accept = scope_of(request), request.POST.get("decision") == "accept"
    reason = request.POST.get("reason", "")
    try:
        operations.verify(
            visit=visit, accept=accept, reason=reason, scope=scope, by=scope.actor, now=clock_now()
        )
    except queries.NotFound as error:
        raise Http404 from error
    except UnableToVerify as error:
        return _show(request, visit, {error.field: gettext(error.reason)}, status=422)
    messages.success(request, DECIDED[accept])
    return redirect("carer_verify")


@require_POST
@opens_for(Can.VERIFY_VISITS)
def called(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What the elder said on the telephone."""
    scope = scope_of(request)
    words = {name: request.POST.get(name, "") for name in ("outcome", "note")}
    try:
        operations.call_back(visit=visit, scope=scope, by=scope.actor, now=clock_now(), **words)
    except queries.NotFound as error:
        raise Http404 from error
    except UnableToVerify as error:
        return _show(request, visit, {error.field: gettext(error.reason)}, status=422)
    messages.success(request, CALLED)
    return redirect("carer_verify_visit", visit)


@require_GET
@opens_for(Can.VERIFY_VISITS)
def picture(request: HttpRequest, visit: UUID, photo: UUID) -> HttpResponse:
    """A picture, looked at on the page; the look is written down."""
    scope = scope_of(request)
    try:
        held = operations.show_picture(visit=visit, photo=photo, scope=scope, now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    if held is None:
        raise Http404
    data, media_type = held
    answer = given(data, media_type, "picture")
    answer["Content-Disposition"] = "inline"
    return answer
