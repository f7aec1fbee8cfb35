"""What belongs together: merging, taking a merge back, splitting, showing who reported."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from chongyang.core.clock import now as clock_now
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.seat.actions import act
from chongyang.web.seat.forms import read_key


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:200]


@require_POST
@opens_for(Can.ANSWER_CALLS)
def merge(request: HttpRequest, incident: UUID) -> HttpResponse:
    """It is the same need as another open one: this one ends in it."""
    into = read_key(request.POST.get("into", ""))
    return act(request, incident, emergency.merge, into=into or incident, reason=_reason(request))


@require_POST
@opens_for(Can.ANSWER_CALLS)
def unmerge(request: HttpRequest, incident: UUID) -> HttpResponse:
    """It was another need after all."""
    return act(request, incident, emergency.unmerge, reason=_reason(request))


@require_POST
@opens_for(Can.ANSWER_CALLS)
def split(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Chosen reports leave it: for the same person's second emergency, or for somebody else."""
    row = queries.access_incident(scope_of(request), incident)
    kind = request.POST.get("kind", "")[:20]
    chosen = [key for text in request.POST.getlist("origin") if (key := read_key(text))]
    person = row.person if request.POST.get("whose") == "same" else None
    return act(
        request, incident, emergency.split, origins=chosen, reason=_reason(request), person=person, kind=kind
    )


@require_POST
@opens_for(Can.ANSWER_CALLS)
def show_report(request: HttpRequest, sighting: UUID) -> HttpResponse:
    """Of whom a neighbour told, and how to reach her; that it was shown is written down."""
    row = emergency.show_report(sighting=sighting, scope=scope_of(request), now=clock_now())
    return render(request, "seat/seat_report_shown.html", {"report": row})
