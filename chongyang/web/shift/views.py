"""The line now, service levels, and the calls behind each number."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.middleware import own_transaction
from chongyang.web.parts.numbers import whole
from chongyang.web.parts.streams import read_scope, stream
from chongyang.web.shift import shown
from chongyang.web.shift.words import DAYS, DIRECTIONS, GROUPS, PURPOSES, STATES

PAGE = 100
NOBODY = UUID(int=0)
LISTENING = N_("已请交换机接入监听；这次监听已记入审计。")


def private(response: HttpResponse) -> HttpResponse:
    """Whom the city talked with stays in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@opens_for(Can.LEAD_SHIFT)
def shift(request: HttpRequest) -> HttpResponse:
    """The line at this moment."""
    scope = scope_of(request)
    overdue = len(queries.list_overdue(scope, timezone.localdate(clock_now())))
    waiting = len(queries.list_open_hand_overs(scope))
    context = {**shown.now_context(scope), "overdue": overdue, "hand_overs": waiting}
    return private(render(request, "shift/shift.html", context))


@own_transaction
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """The same as it changes."""
    scope = read_scope(request)
    if not may(scope, Can.LEAD_SHIFT):
        raise PermissionDenied
    return stream(request, [shown.CALLS], scope)


@require_GET
@opens_for(Can.LEAD_SHIFT)
def levels(request: HttpRequest) -> HttpResponse:
    """Service levels by day, hour, seat or purpose."""
    days = _choice(request.GET.get("days", ""), DAYS, 30)
    by = request.GET.get("by", "day")
    if by not in dict(GROUPS):
        raise Http404
    first, last = shown.window(days, clock_now())
    calls = list(queries.count_through(scope_of(request), first, last))
    context = {
        "days": days,
        "by": by,
        "groups": GROUPS,
        "choices": DAYS,
        "all": shown.measures(shown.all_in_one(calls)),
        "number": len(calls),
        "rows": shown.level_rows(calls, by),
        "targets": shown.targets(),
    }
    return private(render(request, "shift/levels.html", context))


def _choice(text: str, known: tuple[int, ...], otherwise: int) -> int:
    return number if (number := whole(text, otherwise)) in known else otherwise


@require_GET
@opens_for(Can.LEAD_SHIFT)
def calls(request: HttpRequest) -> HttpResponse:
    """The calls behind one number of the levels, within reach."""
    asked = request.GET
    only = _narrowed(asked.get("by", ""), asked.get("key", ""), _choice(asked.get("days", ""), DAYS, 30))
    if asked.get("state", "") in STATES:
        only["state"] = asked["state"]
    rows = queries.list_calls(scope_of(request), PAGE + 1, direction="in", **only)
    names = territory.names_of([row.account for row in rows if row.account])
    context = {
        "rows": [_row(row, names) for row in rows[:PAGE]],
        "has_more": len(rows) > PAGE,
        "page": PAGE,
    }
    return private(render(request, "shift/calls.html", context))


def _row(row: Any, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "row": row,
        "name": names.get(row.account, ""),
        "state": STATES[row.state],
        "purpose": PURPOSES[row.purpose],
        "direction": DIRECTIONS[row.direction],
    }


def _narrowed(by: str, key: str, days: int) -> dict[str, Any]:
    """The conditions of one line of the levels; a key that is none finds nothing that is there."""
    first, last = shown.window(days, clock_now())
    only: dict[str, Any] = {"began_at__gte": first, "began_at__lt": last}
    try:
        if by == "day":
            only.update(_of_day(date.fromisoformat(key)))
        elif by == "hour":
            only["began_at__hour"] = int(key)
        elif by == "purpose":
            only["purpose"] = key
        elif by == "seat":
            only.update({"account": UUID(key)} if key else {"account__isnull": True})
    except ValueError:
        raise Http404 from None
    return only


def _of_day(day: date) -> dict[str, datetime]:
    start = datetime.combine(day, time(), timezone.get_current_timezone())
    return {"began_at__gte": start, "began_at__lt": start + timedelta(days=1)}


@require_GET
@opens_for(Can.LEAD_SHIFT)
def call(request: HttpRequest, call: UUID) -> HttpResponse:
    """One call: its course, what was said of it, its recording's key on request."""
    return _show_call(request, call)


def _show_call(request: HttpRequest, call: UUID, **more: Any) -> HttpResponse:
    scope = scope_of(request)
    row = queries.access_call(scope, call)
    said, heard = queries.list_lines(scope, call), queries.list_openings(scope, call)
    who = (row.account, *(one.account for one in said), *(one.account for one in heard))
    names = territory.names_of([key for key in who if key])
    context = {
        **_row(row, names),
        "lines": [
            {"row": one, "name": names.get(one.account or NOBODY, ""), "purpose": PURPOSES[one.purpose]}
            for one in said
        ],
        "openings": [
            {"row": one, "name": names.get(one.account or NOBODY, ""), "why": one.why.plain}
            for one in heard
            if one.why
        ],
        "recording": "",
        **more,
    }
    return private(render(request, "shift/call.html", context))


@require_POST
@opens_for(Can.LEAD_SHIFT)
def recording(request: HttpRequest, call: UUID) -> HttpResponse:
    """The recorder's key, with a reason that is written down."""
    reason = request.POST.get("reason", "")
    try:
        key = hotline.open_recording(call=call, reason=reason, scope=scope_of(request), now=clock_now())
    except hotline.UnableToTakeCall as error:
        messages.error(request, gettext(next(iter(error.faults.values()))))
        return redirect("shift_call", call)
    return _show_call(request, call, recording=key)


@require_POST
@opens_for(Can.LEAD_SHIFT)
def listen(request: HttpRequest, call: UUID) -> HttpResponse:
    """Hear a running call."""
    reason = request.POST.get("reason", "")
    try:
        hotline.listen_in(call=call, reason=reason, scope=scope_of(request), now=clock_now())
    except hotline.UnableToTalk as error:
        messages.error(request, gettext(error.reason))
    else:
        messages.success(request, LISTENING)
    return redirect("shift_call", call)
