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
from chongyang.designations import operations, queries
from chongyang.designations.rules.titles import get_title
from chongyang.web.designations import shown
from chongyang.web.designations.doing import base, said, text_of


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is published today."""
    rows = queries.list_notices(timezone.localdate(clock_now()))
    context = {**base(request, "notices"), "rows": [_row(one) for one in rows]}
    return render(request, "designations/notices.html", context)


def _row(one: Any) -> dict[str, Any]:
    words = {"title": shown.title_words(one.title), "grade": shown.grade_words(one.title, one.grade)}
    return {"row": one, **words}


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, notice: UUID) -> HttpResponseBase:
    """One notice, and the form to object while it runs."""
    try:
        held = queries.access_notice(notice)
    except queries.NotFound as error:
        raise Http404 from error
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    fault = _object(request, notice) if request.method == "POST" else ""
    if fault is None:
        messages.success(request, gettext("异议已收到，会由另一个单位的工作人员核实答复。"))
        return redirect("designations_notice", notice)
    context = {
        **base(request, "notices"),
        **_row(held),
        "facts": shown.title_facts(get_title(held.title)),
        "runs": held.runs_on(timezone.localdate(clock_now())),
        "fault": fault,
        "text": text_of(request, "text"),
        "contact": text_of(request, "contact", 100),
    }
    return render(request, "designations/notice.html", context, status=422 if fault else 200)


def _object(request: HttpRequest, notice: UUID) -> str | None:
    """What is wrong with the objection; None where it was taken."""
    text, contact = text_of(request, "text"), text_of(request, "contact", 100)
    try:
        operations.raise_objection(notice=notice, text=text, contact=contact, **said(request))
    except operations.UnableToDo as refused:
        return " ".join(refused.faults.values())
    return None
