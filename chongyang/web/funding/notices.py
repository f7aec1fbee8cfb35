"""Public notices: everybody reads them; who is signed in may object."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.funding import operations, queries
from chongyang.web.funding.doing import base, said


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is published today."""
    rows = queries.list_notices(timezone.localdate(clock_now()))
    context = {**base(request, "notices"), "rows": [_row(one) for one in rows]}
    return render(request, "funding/notices.html", context)


def _row(one: Any) -> dict[str, Any]:
    title = one.shown["title"]
    return {
        "row": one,
        "title": gettext(title),
        "name": one.shown["name"],
        "amount_fen": one.shown["amount_fen"],
        "clause": one.shown["clause"],
        "clause_label": queries.clause_label(one.shown["clause"]),
    }


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, notice: UUID) -> HttpResponseBase:
    """One notice, and the form to object while it runs."""
    try:
        held = queries.access_notice(notice)
    except queries.NotFound as error:
        raise Http404 from error
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    fault = ""
    if request.method == "POST":
        text, contact = request.POST.get("text", ""), request.POST.get("contact", "")
        try:
            operations.raise_objection(notice=notice, text=text, contact=contact, **said(request))
        except operations.UnableToDo as refused:
            fault = " ".join(refused.faults.values())
        else:
            messages.success(request, gettext("异议已收到，会由另一位工作人员核实答复。"))
            return redirect("funding_notice", notice)
    today = timezone.localdate(clock_now())
    context = {
        **base(request, "notices"),
        **_row(held),
        "runs": held.closed_at is None and held.from_on <= today < held.to_on,
        "fault": fault,
        "text": request.POST.get("text", ""),
        "contact": request.POST.get("contact", ""),
    }
    return render(request, "funding/notice.html", context, status=422 if fault else 200)
