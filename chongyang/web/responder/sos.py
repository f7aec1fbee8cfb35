"""The worker's own call for help: two steps for one thumb, her position if the phone tells it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.seen import read_key, read_position
from chongyang.web.responder.shown import SOS_STATES

SENT = N_("求救已发出，坐席会马上联系您。能离开就先离开。")


@require_http_methods(["GET", "POST"])
@opens_for(Can.RESPOND)
def sos(request: HttpRequest) -> HttpResponse:
    """The second step confirms; sent twice it is the same call."""
    scope = scope_of(request)
    if request.method == "POST":
        said = request.POST
        emergency.press_own_sos(
            scope=scope, now=clock_now(), position=read_position(said), key=read_key(said.get("key", ""))
        )
        messages.success(request, SENT)
        return redirect("responder_sos")
    own = queries.get_own_sos(scope)
    context = {"own": own, "state": SOS_STATES.get(own.state, "") if own else "", "key": new_key()}
    response = render(request, "responder/responder_sos.html", {**context, "now": clock_now()})
    response["Cache-Control"] = "no-store"
    return response
