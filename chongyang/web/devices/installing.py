"""Installing a device in a home: whose, which and where; then the test press. Mending and replacing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import age_on
from chongyang.core.words import N_
from chongyang.registry import operations as elders
from chongyang.registry import queries as registry
from chongyang.registry.enums import LifeStatus, SearchPurpose
from chongyang.telecare import operations, queries
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.devices.forms import InstallForm
from chongyang.web.devices.views import private
from chongyang.web.parts.doors import opens_for, scope_of

LONGEST = 200
REPAIRED = N_("维修已记入设备履历。")
REPLACED = N_("已更换，旧设备已收回。")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_DEVICES)
def choose(request: HttpRequest) -> HttpResponse:
    """In whose home? The words of the search are posted: an address line would keep them in logs."""
    text = request.POST.get("text", "").strip()[:LONGEST]
    serial = request.POST.get("serial", request.GET.get("serial", "")).strip()[:40]
    context: dict[str, Any] = {"text": text, "serial": serial, "found": None, "message": ""}
    if request.method == "POST":
        scope, purpose = scope_of(request), SearchPurpose.INSTALLING.value
        answer = elders.search_elders(
            text=text, purpose=purpose, scope=scope, by=scope.actor, now=clock_now()
        )
        context |= {"found": [_person(row) for row in answer.elders], "message": answer.message}
    return private(render(request, "devices/choose.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_DEVICES)
def home(request: HttpRequest, person: UUID) -> HttpResponse:
    """Which device, where, who keeps it; saved, its test begins at once."""
    scope = scope_of(request)
    elder = registry.access_elder(scope, person)
    start = {"serial": request.GET.get("serial", "")[:40], "holder": "elder"}
    form = InstallForm(request.POST) if request.method == "POST" else InstallForm(initial=start)
    if form.is_bound and form.is_valid():
        answer = _install(request, person, form)
        if answer:
            return answer
    context = {
        "form": form,
        "person": _person(elder),
        "here": person,
        "alive": elder.life_status == LifeStatus.ALIVE,
        "held": list(queries.list_devices_of(scope, person)),
    }
    return private(render(request, "devices/home.html", context, status=422 if form.errors else 200))


def _install(request: HttpRequest, person: UUID, form: InstallForm) -> HttpResponse | None:
    """The test page, or the form again with what is wrong."""
    scope, now = scope_of(request), clock_now()
    said: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": now}
    serial, placing = form.cleaned_data["serial"], form.placing()
    try:
        device = operations.install_from_stock(serial=serial, person=person, placing=placing, **said)
    except operations.UnableToInstall as refused:
        form.add_error("serial", gettext(str(refused)))
        return None
    _begin(request, device.id, said)
    return redirect("devices_test", device.id)


def _begin(request: HttpRequest, device: UUID, said: dict[str, Any]) -> None:
    try:
        operations.begin_trial(device=device, **said)
    except operations.UnableToTry as refused:
        messages.error(request, gettext(str(refused)))


def _person(elder: Any) -> dict[str, Any]:
    """A covered line of who it is."""
    return {
        "id": elder.id,
        "row": registry.masked(elder),
        "age": age_on(elder.born_on, localdate(clock_now())),
        "place": territory.area_name(elder.area),
    }


@require_POST
@opens_for(Can.WRITE_DEVICES)
def repair(request: HttpRequest, device: UUID) -> HttpResponse:
    """It was mended in the home; a test may follow."""
    scope = scope_of(request)
    if queries.get_device(scope, device) is None:
        raise Http404
    said: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": clock_now()}
    try:
        operations.repair_device(device=device, reason=request.POST.get("reason", "")[:200], **said)
    except operations.UnableToStep as refused:
        messages.error(request, gettext(str(refused)))
    else:
        messages.success(request, REPAIRED)
    return redirect("devices_device", device)


@require_POST
@opens_for(Can.WRITE_DEVICES)
def replace(request: HttpRequest, device: UUID) -> HttpResponse:
    """Another device in its place, both steps or none; the new one is tested at once."""
    scope = scope_of(request)
    if queries.get_device(scope, device) is None:
        raise Http404
    said: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": clock_now()}
    serial, reason = request.POST.get("serial", "")[:40], request.POST.get("reason", "")[:200]
    try:
        fresh = operations.replace_device(device=device, serial=serial, reason=reason, **said)
    except operations.UnableToInstall as refused:
        messages.error(request, gettext(str(refused)))
        return redirect("devices_device", device)
    messages.success(request, REPLACED)
    _begin(request, fresh.id, said)
    return redirect("devices_test", fresh.id)
