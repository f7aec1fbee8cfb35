"""Whom I may see, one person's page, and handing a mandate back. A file that closed answers like none."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry.enums import Purpose
from chongyang.territory.rules.capabilities import Can
from chongyang.web.family.doors import of_person
from chongyang.web.family.shown import list_context, person_context
from chongyang.web.parts.doors import opens_for, scope_of

HANDED_BACK = N_("委托已结束，受托人已看不到这份档案。")


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a phone's cache."""
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@opens_for(Can.FOLLOW_FAMILY)
def family(request: HttpRequest) -> HttpResponse:
    """The persons whose mandates I hold, with what each allows and until when."""
    return private(render(request, "family/family.html", list_context(scope_of(request), clock_now())))


@require_GET
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person as she is today; the look is written down like anybody's."""
    scope, now = scope_of(request), clock_now()
    file = registry.read_file(
        elder_id=person, purpose=Purpose.OWN_FILE.value, scope=scope, by=scope.actor, now=now
    )
    return private(render(request, "family/family_person.html", person_context(scope, file, now)))


@require_POST
@opens_for(Can.FOLLOW_FAMILY)
def hand_back(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """I act no more, or the elder wants it no more; a second click finds it ended."""
    scope = scope_of(request)
    try:
        registry.hand_back_mandate(mandate=mandate, scope=scope, by=scope.actor, now=clock_now())
    except registry.UnableToUpdate as refused:
        messages.warning(request, next(iter(refused.reasons.values())))
    else:
        messages.success(request, HANDED_BACK)
    return redirect("family")
