"""A device's card and its steps, and the lists of devices that somebody must look after."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.telecare import operations, queries
from chongyang.telecare.enums import DeviceKind, Health
from chongyang.telecare.rules.health import FOLLOWED, OUTCOMES, TODO_OF
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.devices import shown
from chongyang.web.parts.doors import opens_for, scope_of

CLOSED = N_("已办结。")
STEPPED = N_("已记入设备履历。")


def private(response: HttpResponse) -> HttpResponse:
    """Whose home a device stands in stays in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@opens_for(Can.READ_DEVICES)
def device(request: HttpRequest, device: UUID) -> HttpResponse:
    """A device's card: what it is, how it lives, what it sent."""
    return private(render(request, "devices/device.html", _card(request, device)))


def _card(request: HttpRequest, device: UUID, **more: Any) -> dict[str, Any]:
    scope = scope_of(request)
    row = queries.get_device(scope, device)
    if row is None:
        raise Http404
    held = queries.get_follow_up_of(scope, device)
    now, model = clock_now(), queries.get_model(row.model)
    return {
        "row": row,
        "icon": row.kind,
        "kind": shown.label(DeviceKind, row.kind),
        "in_home": row.state in queries.WITH_A_PERSON,
        "battery": shown.battery_of(row, model),
        "beats": shown.beats_of(row, model, now),
        "follow_up": shown.follow_up_of(held) if held else None,
        "may_open": may(scope, Can.OPEN_FILES),
        "may_see_bytes": may(scope, Can.EDIT_MODELS),
        "facts": shown.facts_of(row),
        "health": shown.health_of(row),
        "signals": shown.signals_of(queries.list_signals_from(scope, device)),
        "frames": shown.frames_of(queries.list_frames_from(scope, device)),
        "steps": shown.steps_of(queries.list_steps(scope, device)),
        "actions": shown.actions_of(row) if may(scope, Can.WRITE_DEVICES) else [],
        "may_write": may(scope, Can.WRITE_DEVICES),
        "secret": "",
        **more,
    }


@require_POST
@opens_for(Can.WRITE_DEVICES)
def step(request: HttpRequest, device: UUID, action: str) -> HttpResponse:
    """Take back, restock, lose, scrap."""
    scope, reason = scope_of(request), request.POST.get("reason", "").strip()[:200]
    if queries.get_device(scope, device) is None:
        raise Http404
    try:
        operations.step_device(device=device, action=action, by=scope.actor, now=clock_now(), reason=reason)
    except operations.UnableToStep as refused:
        messages.error(request, gettext(str(refused)))
    else:
        messages.success(request, STEPPED)
    return redirect("devices_device", device)


@require_POST
@opens_for(Can.WRITE_DEVICES)
def secret(request: HttpRequest, device: UUID) -> HttpResponse:
    """A new secret, shown on this answer and never again."""
    scope = scope_of(request)
    if queries.get_device(scope, device) is None:
        raise Http404
    try:
        made = operations.issue_credential(device=device, by=scope.actor, now=clock_now())
    except operations.UnableToStep as refused:
        messages.error(request, str(refused))
        return redirect("devices_device", device)
    return private(render(request, "devices/device.html", _card(request, device, secret=made)))


@require_GET
@opens_for(Can.READ_DEVICES)
def follow_ups(request: HttpRequest, kind: str) -> HttpResponse:
    """Open follow-ups of one kind, the longest waiting first."""
    known = {one.value: one for one in FOLLOWED}
    if kind not in known:
        raise Http404
    health: Health = known[kind]
    scope = scope_of(request)
    context = {
        "kind": kind,
        "label": health.label,
        "todo": TODO_OF[health],
        "rows": shown.follow_ups_of(queries.list_follow_ups(scope, kind)),
        "outcomes": [(one.value, one.label) for one in OUTCOMES[health]],
        "now": clock_now(),
    }
    return private(render(request, "devices/follow_ups.html", context))


@require_POST
@opens_for(Can.READ_DEVICES)
def close(request: HttpRequest, follow_up: UUID) -> HttpResponse:
    """How a follow-up ended; who calls from the seat may say it as well."""
    scope, outcome = scope_of(request), request.POST.get("outcome", "")
    try:
        held = operations.close_follow_up(
            follow_up=follow_up, outcome=outcome, scope=scope, by=scope.actor, now=clock_now()
        )
    except operations.UnableToClose as refused:
        messages.error(request, gettext(str(refused)))
        return redirect("devices")
    messages.success(request, CLOSED)
    if request.POST.get("from") == "card":
        return redirect("devices_device", held.device_id)
    return redirect("devices_list", held.kind)


@require_GET
@opens_for(Can.EDIT_MODELS)
def raw(request: HttpRequest, device: UUID) -> HttpResponse:
    """The frames of the last day byte by byte, for whoever keeps the catalogue; each look is an event."""
    scope, now = scope_of(request), clock_now()
    row = queries.get_device(scope, device)
    if row is None:
        raise Http404
    operations.note_raw_look(device=device, scope=scope, by=scope.actor, now=now)
    frames = shown.raw_of(queries.list_raw_frames(scope, device, now))
    return private(render(request, "devices/raw.html", {"row": row, "frames": frames}))
