"""The announced test press: the page waits for it, says when it came, and explains what is real."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.telecare import operations, queries
from chongyang.telecare.enums import DeviceKind, SignalKind
from chongyang.telecare.rules import trials
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.devices import shown
from chongyang.web.devices.views import private
from chongyang.web.parts.doors import opens_for, scope_of

DONE = N_("测试已结束；此后每次按键都按真实报警处理。")
CLOCK = "%H:%M:%S"


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_DEVICES)
def page(request: HttpRequest, device: UUID) -> HttpResponse:
    """The test of a device; a POST announces it."""
    scope = scope_of(request)
    if queries.get_device(scope, device) is None:
        raise Http404
    if request.method == "POST":
        try:
            operations.begin_trial(device=device, scope=scope, by=scope.actor, now=clock_now())
        except operations.UnableToTry as refused:
            messages.error(request, gettext(str(refused)))
        return redirect("devices_test", device)
    return private(render(request, "devices/test.html", _context(request, device)))


@require_GET
@opens_for(Can.WRITE_DEVICES)
def state(request: HttpRequest, device: UUID) -> HttpResponse:
    """What the page asks every two seconds while it waits."""
    return private(render(request, "devices/test.html#state", _context(request, device)))


@require_POST
@opens_for(Can.WRITE_DEVICES)
def end(request: HttpRequest, device: UUID) -> HttpResponse:
    """The worker is done."""
    scope = scope_of(request)
    if queries.get_device(scope, device) is None:
        raise Http404
    operations.end_trial(device=device, scope=scope, by=scope.actor, now=clock_now())
    messages.success(request, DONE)
    return redirect("devices_device", device)


def _context(request: HttpRequest, device: UUID) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    row = queries.get_device(scope, device)
    if row is None:
        raise Http404
    trial, told = queries.get_trial(scope, device), trials.load_told()
    return {
        "row": row,
        "kind": shown.label(DeviceKind, row.kind),
        "trial": trial,
        "stage": stage_of(trial, now),
        "until": _clock(trial.until_at) if trial else "",
        "arrived": _clock(trial.arrived_at) if trial and trial.arrived_at else "",
        "ended": _clock(trial.ended_at) if trial and trial.ended_at else "",
        "signal": shown.label(SignalKind, trials.expected_of(row.kind, told)),
        "told": told,
        "before": told.real_from_press - 1,
        "in_home": row.state in queries.WITH_A_PERSON,
        "may_answer": may(scope, Can.ANSWER_CALLS),
    }


def stage_of(trial: Any, now: datetime) -> str:
    """none, waiting, arrived, real, silent or over."""
    if trial is None:
        return "none"
    if trial.outcome == trials.TrialOutcome.REAL:
        return "real"
    if trial.ended_at or now >= trial.until_at:
        return "over" if trial.arrived_at else "silent"
    return "arrived" if trial.arrived_at else "waiting"


def _clock(at: datetime) -> str:
    return localtime(at).strftime(CLOCK)
