"""A call on 12349: keyed in at the seat, three movements for an emergency."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.words import N_
from chongyang.hotline import operations as hotline
from chongyang.registry import operations as elders
from chongyang.registry.enums import SearchPurpose
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.coming_back import CALL, with_back
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.seat.forms import CallForm
from chongyang.web.seat.views import page

KEPT = N_("来电已登记。")
LEAST_DIGITS = 7
ORDER = "order"


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def call(request: HttpRequest) -> HttpResponse:
    """The form of a call; the moment it is opened is the moment the call began."""
    if request.method == "POST":
        return _keep(request, CallForm(_said(request)))
    initial = {"began_at": clock_now().isoformat(), "purpose": "emergency", "key": new_key()}
    return page(request, {"call_form": CallForm(initial=initial)})


def _said(request: HttpRequest) -> Any:
    """Who wants to order something has asked: the call is kept as a question, and the order comes next."""
    said = request.POST.copy()
    if said.get("then") == ORDER:
        said["purpose"] = "consultation"
    return said


def _keep(request: HttpRequest, form: CallForm) -> HttpResponse:
    if form.is_valid():
        try:
            return _answer(request, _taken(request, form.cleaned_data), form.cleaned_data["person"])
        except hotline.UnableToTakeCall as error:
            for name, fault in error.faults.items():
                form.add_error(name, gettext(fault))
    return page(request, {"call_form": form, **_found(request)})


def _taken(request: HttpRequest, said: dict[str, Any]) -> Any:
    """The call; one that this seat already kept for the same moment is the same call, clicked twice."""
    return hotline.take_call(
        caller=said["caller"],
        began_at=said["began_at"],
        purpose=said["purpose"],
        person=said["person"],
        note=said["note"],
        key=said["key"],
        scope=scope_of(request),
        now=clock_now(),
    )


def _answer(request: HttpRequest, kept: Any, person: UUID | None) -> HttpResponse:
    if kept.incident_id:
        return redirect("seat_incident", kept.incident_id)
    messages.success(request, KEPT)
    if request.POST.get("then") == ORDER:
        return redirect(
            with_back(reverse("ordering_for", args=[person]) if person else reverse("ordering"), CALL)
        )
    return redirect("seat")


@require_POST
@opens_for(Can.ANSWER_CALLS)
def callers(request: HttpRequest) -> HttpResponse:
    """Who may be calling, by the number; sent in the body, because addresses are logged."""
    return render(request, "seat/seat.html#callers", _found(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("caller", "").strip()[:30]
    if sum(char.isdigit() for char in text) < LEAST_DIGITS:
        return {"callers": None}
    scope, purpose = scope_of(request), SearchPurpose.CALLER.value
    callers = elders.search_elders(
        text=text, purpose=purpose, scope=scope, by=scope.actor, now=clock_now(), limit=6
    )
    return {"callers": callers, "caller": text}
