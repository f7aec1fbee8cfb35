"""A neighbour's or community worker's report, keyed in at the seat."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.emergency import operations as emergency
from chongyang.registry import operations as elders
from chongyang.registry.enums import SearchPurpose
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.seen import SeenForm, seen_of
from chongyang.web.seat.views import page

LEAST = 2


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def report(request: HttpRequest) -> HttpResponse:
    """What somebody tells on the telephone about another: an incident that this seat has taken."""
    if request.method == "GET":
        return page(request, {"report_form": SeenForm(initial={"key": new_key()}), "people": None})
    form = SeenForm(request.POST)
    if form.is_valid():
        try:
            made = emergency.report_seen(
                report=seen_of(form), scope=scope_of(request), now=clock_now(), door="seat"
            )
            return redirect("seat_incident", made.id)
        except emergency.UnableToReport as error:
            for name, fault in error.faults.items():
                form.add_error(name, gettext(fault))
    return page(request, {"report_form": form, **_found(request)})


@require_POST
@opens_for(Can.ANSWER_CALLS)
def people(request: HttpRequest) -> HttpResponse:
    """Of whom is it told? Sent in the body, because addresses are logged."""
    return render(request, "seat/seat.html#people", _found(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("whom", "").strip()[:60]
    if len(text) < LEAST:
        return {"people": None}
    scope, purpose = scope_of(request), SearchPurpose.IDENTIFYING.value
    people = elders.search_elders(
        text=text, purpose=purpose, scope=scope, by=scope.actor, now=clock_now(), limit=6
    )
    return {"people": people}
