"""Public notices of decisions: covered names, and an objection by anybody who is signed in."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.purchase import operations, queries
from chongyang.web.purchase import showing
from chongyang.web.purchase.doing import base, do, said, text_of


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is published today."""
    rows = queries.list_notices(timezone.localdate(clock_now()))
    told = [{"row": row, **_words(row)} for row in rows]
    return render(request, "purchase/notices.html", {**base(request, "notices"), "rows": told})


def _words(row: object) -> dict[str, str]:
    rule, group = row.rule, row.group  # type: ignore[attr-defined]
    return {"rule": showing.rule_title(rule), "group": showing.group_title(rule, group)}


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, notice: UUID) -> HttpResponse:
    """One notice; whoever is signed in objects."""
    try:
        row = queries.access_notice(notice)
    except queries.NotFound as error:
        raise Http404 from error
    runs = row.runs_on(timezone.localdate(clock_now()))
    if request.method == "POST" and request.user.is_authenticated:
        text, contact = text_of(request, "text", 1001), text_of(request, "contact", 101)

        def step() -> object:
            return operations.raise_objection(notice=notice, text=text, contact=contact, **said(request))

        if do(request, step, gettext("异议已收到，会有人答复。")):
            return redirect("purchase_notice", notice)
    context = {**base(request, "notices"), **_words(row), "row": row, "runs": runs}
    context["can_say"] = runs and request.user.is_authenticated
    return render(request, "purchase/notice.html", context)
