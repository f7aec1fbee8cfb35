"""A call over the exchange at the seat that answered it: who, what about, passed on, ended; call-backs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.calls import SATISFACTION, CallBackResult, Purpose
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.seat.forms import LineForm
from chongyang.web.seat.ringing import candidates_of, told
from chongyang.web.seat.views import page, private

KEPT = N_("来电记录已保存。")
PASSED = N_("通话已转给同事。")
CALLED = N_("已请交换机接通 %(line)s，三方通话。")
DIALLED = N_("已请交换机回拨。接通后在这里登记。")
CLOSED = N_("回拨已办结。")
TASKS = {
    "care_call": "hotline_care_call",
    "follow_up": "hotline_follow_up",
    "complaint": "hotline_complaint",
}
LINES = ("120", "119", "110")


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def line(request: HttpRequest, call: UUID) -> HttpResponse:
    """The call and its form; a kept call can be corrected, with a reason."""
    row = queries.access_call(scope_of(request), call)
    if request.method == "POST":
        return _keep(request, row, LineForm(request.POST))
    initial = {"note": row.note, "purpose": row.purpose, "outcome": row.outcome, "person": row.person}
    return _show(request, row, LineForm(initial=initial))


def _show(request: HttpRequest, row: Any, form: LineForm) -> HttpResponse:
    scope = scope_of(request)
    mine = scope.actor.account
    colleagues = [one for one in queries.list_seats(scope) if one.account != mine]
    names = territory.names_of([one.account for one in colleagues])
    context = {
        "line": row,
        "line_form": form,
        "is_mine": row.account == mine,
        "task_url": TASKS.get(row.reason, "") if row.task else "",
        "candidates": candidates_of(scope, row),
        "previous": _worded(queries.list_previous(scope, row)),
        "lines": _worded(queries.list_lines(scope, row.id)),
        "purposes": [(one.value, one.label) for one in Purpose if one is not Purpose.EMERGENCY],
        "number_label": gettext("来电号码"),
        "satisfactions": SATISFACTION,
        "emergency_lines": LINES,
        "colleagues": [(one.account, names.get(one.account, "")) for one in colleagues],
    }
    return page(request, context)


def _worded(rows: list[Any]) -> list[dict[str, Any]]:
    words = dict(Purpose.choices())
    return [{"row": row, "word": words.get(row.purpose, "")} for row in rows]


def _keep(request: HttpRequest, row: Any, form: LineForm) -> HttpResponse:
    scope = scope_of(request)
    if form.is_valid():
        try:
            kept = hotline.describe_call(call=row.id, scope=scope, now=clock_now(), **form.cleaned_data)
        except hotline.UnableToTakeCall as error:
            for name, fault in error.faults.items():
                form.add_error(name if name in form.fields else None, gettext(fault))
        else:
            return _after(request, row, kept)
    return _show(request, row, form)


def _after(request: HttpRequest, before: Any, kept: Any) -> HttpResponse:
    messages.success(request, KEPT)
    if kept.incident_id and kept.incident_id != before.incident_id:
        return redirect("seat_incident", kept.incident_id)
    return redirect("seat_line", kept.id)


def _do(
    request: HttpRequest, call: UUID, do: Callable[..., Any], said: str = "", **words: Any
) -> HttpResponse:
    try:
        do(call=call, scope=scope_of(request), now=clock_now(), **words)
    except hotline.UnableToTalk as error:
        messages.warning(request, told(error))
    else:
        if said:
            messages.success(request, said)
    return redirect("seat_line", call)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def hang_up(request: HttpRequest, call: UUID) -> HttpResponse:
    """End it."""
    return _do(request, call, hotline.hang_up)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def bring_in(request: HttpRequest, call: UUID) -> HttpResponse:
    """120, 119 or 110 as the third."""
    third = request.POST.get("third", "")
    return _do(request, call, hotline.bring_in, gettext(CALLED) % {"line": third}, third=third)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def transfer(request: HttpRequest, call: UUID) -> HttpResponse:
    """Pass it on to a colleague."""
    try:
        to = UUID(request.POST.get("to", ""))
    except ValueError:
        return redirect("seat_line", call)
    return _do(request, call, hotline.transfer_call, PASSED, to=to)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def number(request: HttpRequest, call: UUID) -> HttpResponse:
    """The number, shown for a minute; that it was shown is written down."""
    shown = hotline.show_number(call=call, scope=scope_of(request), now=clock_now())
    cover = str(queries.access_call(scope_of(request), call).caller_number)
    return render(request, "seat/seat_caller.html", {"number": shown, "cover": cover})


@require_GET
@opens_for(Can.ANSWER_CALLS)
def call_backs(request: HttpRequest) -> HttpResponse:
    """Whom nobody answered and nobody has made good yet."""
    scope = scope_of(request)
    rows = [
        {"row": row, "candidates": candidates_of(scope, row.call)} for row in queries.list_call_backs(scope)
    ]
    results = [(one.value, one.label) for one in (CallBackResult.REACHED, CallBackResult.NOT_REACHED)]
    context = {
        "rows": rows,
        "results": results,
        "hidden": (CallBackResult.NO_NUMBER.value, CallBackResult.NO_NUMBER.label),
        "now": clock_now(),
    }
    return private(render(request, "seat/call_backs.html", context))


@require_POST
@opens_for(Can.ANSWER_CALLS)
def dial(request: HttpRequest, call: UUID) -> HttpResponse:
    """Call back; the exchange dials."""
    try:
        made = hotline.call_out(reason="call_back", answers=call, scope=scope_of(request), now=clock_now())
    except hotline.UnableToTalk as error:
        messages.warning(request, told(error))
        return redirect("seat_call_backs")
    messages.info(request, DIALLED)
    return redirect("seat_line", made.id)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def close(request: HttpRequest, call: UUID) -> HttpResponse:
    """How it went."""
    said = request.POST
    words = {"result": said.get("result", ""), "note": said.get("note", "")[:200]}
    try:
        hotline.close_call_back(call=call, scope=scope_of(request), now=clock_now(), **words)
    except hotline.UnableToCloseCallBack as error:
        messages.error(request, str(error))
    else:
        messages.success(request, CLOSED)
    return redirect("seat_call_backs")
