"""The devices within reach by the page, with filters; search by serial number; how many wait on each list."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.core.scopes import Scope, interval_of
from chongyang.telecare import queries
from chongyang.telecare.enums import DeviceKind, DeviceState, Health
from chongyang.telecare.queries import DeviceFilter
from chongyang.telecare.rules.health import FOLLOWED, TODO_OF
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.devices import shown
from chongyang.web.devices.views import private
from chongyang.web.parts.doors import opens_for, scope_of

PAGE = 50
MOST_AREAS = 5000
NAMES = ("state", "health", "kind", "vendor", "street")
LASTING = tuple(one for one in Health if one is not Health.NOISY)


@require_GET
@opens_for(Can.READ_DEVICES)
def devices(request: HttpRequest) -> HttpResponse:
    """Search by serial number, the list by its filters, and how many wait on each list."""
    scope, text = scope_of(request), request.GET.get("serial", "").strip()[:40]
    counted = queries.count_follow_ups(scope)
    context: dict[str, Any] = {
        "text": text,
        "found": shown.rows_of(queries.list_devices_like(scope, text)) if text else None,
        "lists": [
            {"kind": one.value, "label": one.label, "todo": TODO_OF[one], "number": counted.get(one.value, 0)}
            for one in FOLLOWED
        ],
        "may_write": may(scope, Can.WRITE_DEVICES),
    }
    if not text:
        context |= _listed(request, scope)
    return private(render(request, "devices/devices.html", context))


def _listed(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """One page; the cursor is the area and serial number of the last row before."""
    said = {name: request.GET.get(name, "").strip()[:60] for name in NAMES}
    streets = [area for area in territory.list_areas_within(scope, MOST_AREAS) if area.level == "street"]
    rows = queries.list_devices_page(scope, _filter(said), _after(request.GET.get("after", "")), PAGE + 1)
    chosen = {name: value for name, value in said.items() if value}
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return {
        "listed": shown.rows_of(rows[:PAGE]),
        "said": said,
        "is_narrowed": bool(chosen),
        "is_later": bool(request.GET.get("after")),
        "first": urlencode(chosen),
        "next": urlencode({**chosen, "after": f"{last.area}:{last.serial}"}) if last else "",
        "states": DeviceState.choices(),
        "healths": [(one.value, one.label) for one in LASTING],
        "kinds": DeviceKind.choices(),
        "vendors": queries.list_vendors(),
        "streets": [(area.code, area.name) for area in streets],
    }


def _filter(said: dict[str, str]) -> DeviceFilter:
    """Words that are none of ours narrow nothing."""
    try:
        within = interval_of(said["street"]) if said["street"] else None
    except ValueError:
        within = None
    return DeviceFilter(
        state=said["state"] if said["state"] in set(DeviceState) else "",
        health=said["health"] if said["health"] in set(Health) else "",
        kind=said["kind"] if said["kind"] in set(DeviceKind) else "",
        vendor=said["vendor"].replace("\x00", ""),
        within=within,
    )


def _after(text: str) -> tuple[int, str] | None:
    area, _, serial = text.partition(":")
    if not (area.isascii() and area.isdigit() and len(area) <= 12) or "\x00" in serial:
        return None
    return int(area), serial[:40]
