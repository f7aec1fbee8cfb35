"""Today at a glance: what runs out, what waits, and where the provider stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chongyang.services import queries
from chongyang.services.enums import ENDED
from chongyang.services.rules.leaving import list_open
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import queries as visits
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.provider import shown
from chongyang.web.provider.doing import base
from chongyang.workforce import queries as workforce

ENDINGS = 40


@require_GET
@opens_for(Can.PROVIDE_SERVICES, Can.ADMIT_PROVIDERS)
def glance(request: HttpRequest) -> HttpResponse:
    """The provider's day; who admits is led to her own side."""
    context = base(request, "glance")
    if not context["provides"]:
        return redirect("provider_admission")
    context |= _waiting(request, context) | _people(request, context)
    return private(render(request, "provider/glance.html", context))


def _waiting(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    scope, own = scope_of(request), context["own"]
    entries = queries.list_own_entries(scope)
    checks = queries.list_own_checks(scope)
    return {
        "entry": next((one for one in entries if one.state not in ENDED), None),
        "standing": shown.state_of_provider(own) if own else None,
        "check": next((one for one in checks if one.state in ("reporting", "mending")), None),
        "open": list_open(own.organisation) if own else [],
        "missed": len(visits.list_missed(scope, organisation=scope.organisation)),
        "offers": len(queries.list_offers(own.id, since=context["today"])) if own else 0,
    }


def _people(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    scope, day = scope_of(request), context["today"]
    endings = workforce.list_endings(scope, day, organisation=scope.organisation, limit=ENDINGS)
    return {
        "carers": workforce.count_carers(scope, organisation=scope.organisation, on=day),
        "over": [shown.ending(one) for one in endings if one.is_over],
        "soon": [shown.ending(one) for one in endings if not one.is_over],
        "away": workforce.list_away(scope, context["now"]),
    }
