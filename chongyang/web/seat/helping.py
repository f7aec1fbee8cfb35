"""What the seat writes down for others: a responder who phones in, a case number that came later."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.seat.actions import act
from chongyang.web.seat.forms import read_key
from chongyang.web.seat.views import show_card

PHONED: Mapping[str, Callable[..., Any]] = {
    "accept": emergency.accept_by_phone,
    "arrive": emergency.arrive_by_phone,
    "refuse": emergency.refuse_by_phone,
}


@require_POST
@opens_for(Can.ANSWER_CALLS)
def phoned(request: HttpRequest, incident: UUID) -> HttpResponse:
    """She said on the telephone that she goes, is there, or cannot."""
    dispatch, said = read_key(request.POST.get("dispatch", "")), request.POST.get("said", "")
    queries.access_incident(scope_of(request), incident)
    if said not in PHONED or dispatch not in _asked(request, incident):
        return HttpResponseBadRequest()
    reason = request.POST.get("reason", "").strip()[:200]
    if said == "refuse" and not reason:
        return show_card(request, incident, problem=gettext("请填写不能去的原因。"))
    words = {"reason": reason} if said == "refuse" else {}

    def do(*, incident: UUID, **more: Any) -> None:
        PHONED[said](dispatch=dispatch, **words, **more)

    return act(request, incident, do)


def _asked(request: HttpRequest, incident: UUID) -> set[UUID]:
    return {row.id for row in queries.list_dispatches(scope_of(request), incident)}


@require_POST
@opens_for(Can.ANSWER_CALLS)
def case_number(request: HttpRequest, incident: UUID) -> HttpResponse:
    """The number under which 120, 119 or 110 works at it."""
    attempt = read_key(request.POST.get("attempt", ""))
    if attempt is None:
        return HttpResponseBadRequest()
    number = request.POST.get("case_number", "")
    return act(request, incident, emergency.give_case_number, attempt=attempt, case_number=number)
