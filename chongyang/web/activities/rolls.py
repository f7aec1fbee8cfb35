"""The roll call on a phone, and the figures for departments with the hosts that wait for them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.activities import operations, queries
from chongyang.activities.enums import HostKind, Mark
from chongyang.activities.rules.lists import limits
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.activities import doing
from chongyang.web.activities.doing import act, private, said
from chongyang.web.parts.doors import opens_for, scope_of

YEAR = timedelta(days=365)


@require_GET
@opens_for(Can.CALL_ROLL)
def rolls(request: HttpRequest) -> HttpResponse:
    """Lessons whose roll is called now, or was within two weeks."""
    context = doing.base(request, "rolls")
    now = context["now"]
    rows = queries.list_roll_lessons(scope_of(request), now)
    early = timedelta(minutes=limits().earliest_roll_minutes)
    context["rows"] = [
        {"row": row, "is_now": row.from_at - early <= now, "is_called": row.called_at is not None}
        for row in rows
    ]
    return private(render(request, "activities/rolls.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.CALL_ROLL)
def roll(request: HttpRequest, lesson: UUID) -> HttpResponse:
    """Present, excused, absent: one tap each, big enough for a thumb. Sent twice counts once."""
    scope = scope_of(request)
    row = queries.access_roll(scope, lesson)
    held = queries.marks_of(scope, row)
    if request.method == "POST":
        marks = {one.id: mark for one, _ in held if (mark := request.POST.get(f"mark-{one.id}", ""))}
        told = {"lesson": row.id, "marks": marks, **said(request)}
        if act(request, lambda: operations.call_roll(**told), gettext("点名已记下。")):
            return redirect("activities_roll", row.id)
        held = [(one, marks.get(one.id, mark)) for one, mark in held]
    context = doing.base(request, "rolls")
    context |= {
        "row": row,
        "people": [{"row": one, "mark": mark} for one, mark in held],
        "marks": [(one.value, gettext(one.label)) for one in Mark],
        "came": sum(mark == Mark.PRESENT for _, mark in held),
    }
    return private(
        render(request, "activities/roll.html", context, status=422 if request.method == "POST" else 200)
    )


@require_GET
@opens_for(Can.READ_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """By county: hosts, offerings, enrolments, attendance; for a department the hosts to confirm."""
    scope, context = scope_of(request), doing.base(request, "figures")
    last = doing.day_of(request.GET.get("to", "")) or timezone.localdate(context["now"])
    first = doing.day_of(request.GET.get("from", "")) or last - min(YEAR, last - last.min)
    rows = queries.tally_of(scope, first, last, now=context["now"]) if first <= last else []
    confirms = may(scope, Can.ADMIT_PROVIDERS)
    context |= {
        "first": first,
        "last": last,
        "rows": [_row(one) for one in rows],
        "host_kinds": [one.label for one in HostKind],
        "confirms": confirms,
        "hosts": _hosts(scope) if confirms else [],
    }
    return private(render(request, "activities/figures.html", context))


def _row(one: queries.Tally) -> dict[str, Any]:
    return {"row": one, "hosts": list(one.hosts.values()), "share": one.share}


def _hosts(scope: Any) -> list[dict[str, Any]]:
    return [
        {"row": row, "kind": HostKind.of(row.kind).label, "waits": row.confirmed_at is None}
        for row in queries.list_hosts_of_area(scope)
    ]


@require_POST
@opens_for(Can.ADMIT_PROVIDERS)
def confirm(request: HttpRequest, host: UUID) -> HttpResponse:
    """A department lets a host stand on the public list."""
    row = queries.access_host_of_area(scope_of(request), host)
    act(
        request,
        lambda: operations.confirm_host(host=row.id, **said(request)),
        gettext("已确认，可以公布课程。"),
    )
    return redirect("activities_figures")
