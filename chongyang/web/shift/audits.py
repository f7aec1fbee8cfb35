"""The monthly sample: what I judge, what was said of my calls; for the lead the month and what is late."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules import audits as rules
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.shift.shown import percent
from chongyang.web.shift.views import private
from chongyang.web.shift.words import PURPOSES

JUDGED = N_("评分已保存，坐席会看到。")
READ = N_("已确认。")


@require_GET
@opens_for(Can.ANSWER_CALLS)
def audits(request: HttpRequest) -> HttpResponse:
    """My lists, and the month for who leads."""
    scope, today = scope_of(request), timezone.localdate(clock_now())
    judge, read = queries.list_own_audits(scope)
    leads = may(scope, Can.LEAD_SHIFT)
    month = _month(request.GET.get("month", ""), today)
    rows = queries.list_audits(scope, month) if leads else []
    late = queries.list_overdue(scope, today) if leads else []
    names = territory.names_of(
        [key for row in (*judge, *read, *rows, *late) for key in (row.seat, row.reviewer)]
    )
    context = {
        "judge": [_row(row, names) for row in judge],
        "read": [_row(row, names) for row in read],
        "rows": [_row(row, names) for row in rows],
        "late": [_row(row, names) for row in late],
        "leads": leads,
        "month": month,
        "before": rules.months_before(month)[0],
        "criteria": rules.newest(),
    }
    return private(render(request, "shift/audits.html", context))


def _month(text: str, today: date) -> date:
    if not text:
        return rules.months_before(today)[0]
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


def _row(row: Any, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "row": row,
        "seat": names.get(row.seat, ""),
        "reviewer": names.get(row.reviewer, ""),
        "purpose": PURPOSES[row.call.purpose],
        "share": percent(row.share),
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def audit(request: HttpRequest, audit: UUID) -> HttpResponse:
    """The form of one call, or what it came to."""
    scope = scope_of(request)
    if request.method == "POST":
        said = request.POST
        met, comment = said.getlist("met"), said.get("comment", "")
        try:
            hotline.judge_call(audit=audit, met=met, comment=comment, scope=scope, now=clock_now())
        except hotline.UnableToAudit as error:
            messages.error(request, gettext(str(error)))
        else:
            messages.success(request, JUDGED)
            return redirect("shift_audits")
    row = queries.access_audit(scope, audit)
    criteria = rules.all_criteria()[row.criteria]
    heard = set(request.POST.getlist("met")) or set(row.met)
    context = {
        **_row(row, territory.names_of([row.seat, row.reviewer])),
        "criteria": criteria,
        "items": [{"item": one, "is_met": one.code in heard} for one in criteria.asked(row.call.purpose)],
        "comment": request.POST.get("comment", row.comment),
        "lines": queries.list_lines(scope, row.call_id),
        "is_mine": row.seat == scope.actor.account,
        "is_reviewer": row.reviewer == scope.actor.account,
    }
    return private(render(request, "shift/audit.html", context))


@require_POST
@opens_for(Can.ANSWER_CALLS)
def acknowledge(request: HttpRequest, audit: UUID) -> HttpResponse:
    """The seat has read it."""
    reply = request.POST.get("reply", "")
    try:
        hotline.acknowledge_audit(audit=audit, scope=scope_of(request), now=clock_now(), reply=reply)
    except hotline.UnableToAudit as error:
        messages.error(request, gettext(str(error)))
    else:
        messages.success(request, READ)
    return redirect("shift_audits")
