"""Where the responder is: her own yes or no, and what her phone says while the page is open."""

from datetime import UTC, datetime
from math import isfinite

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.providers import operations as providers
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of

SHARED = N_("当班且本页打开时，坐席可以看到您的位置。")
STOPPED = N_("已停止共享，位置已删除。")


@require_POST
@opens_for(Can.RESPOND)
def sharing(request: HttpRequest) -> HttpResponse:
    """Yes or no; both take effect at once."""
    shares = request.POST.get("shares") == "1"
    try:
        providers.set_sharing(shares=shares, scope=scope_of(request), now=clock_now())
    except providers.UnableToShare as error:
        messages.error(request, gettext(str(error)))
        return redirect("responder")
    messages.success(request, SHARED if shares else STOPPED)
    return redirect("responder")


@require_POST
@opens_for(Can.RESPOND)
def position(request: HttpRequest) -> HttpResponse:
    """What the phone says; 409 with the reason when it is not wanted (any more), so that the page stops."""
    said = {name: _number(request.POST.get(name, "")) for name in ("longitude", "latitude", "accuracy", "at")}
    if said["longitude"] is None or said["latitude"] is None:
        return HttpResponseBadRequest()
    now = clock_now()
    try:
        providers.report_position(
            longitude=said["longitude"],
            latitude=said["latitude"],
            accuracy=said["accuracy"],
            at=_moment(said["at"], now),
            scope=scope_of(request),
            now=now,
        )
    except providers.UnableToShare as error:
        return JsonResponse({"reason": gettext(str(error))}, status=409)
    return HttpResponse(status=204)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _moment(milliseconds: float | None, now: datetime) -> datetime:
    """The phone's own moment; one that cannot be read, or lies ahead, is now."""
    try:
        told = datetime.fromtimestamp((milliseconds or 0) / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return now
    return told if milliseconds and told < now else now
