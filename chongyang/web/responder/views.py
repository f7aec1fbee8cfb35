"""The responder's phone page: plain forms that work without scripts; a second press is the same step."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import ALREADY_DONE, UnableToStep
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.providers import operations as providers
from chongyang.providers import queries as providers_queries
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.middleware import own_transaction
from chongyang.web.parts.streams import read_scope, stream
from chongyang.web.responder.shown import journey_context, list_context, source_of

MOVED_ON = N_("这个任务已有变化，下面是最新情况。")
NOW_ON, NOW_OFF = N_("现在当班，可以接到任务。"), N_("现在不当班，不会接到新任务。")
REASON_LACKS = N_("请选择或填写原因。")


@require_GET
@opens_for(Can.RESPOND)
def responder(request: HttpRequest) -> HttpResponse:
    """What is asked of me now."""
    return private(render(request, "responder/responder.html", list_context(scope_of(request))))


@require_GET
@opens_for(Can.RESPOND)
def journey(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """One offer or journey."""
    return show(request, dispatch)


def show(
    request: HttpRequest, dispatch: UUID, faults: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    """The page of one journey as it stands now."""
    scope = scope_of(request)
    row = queries.access_own_dispatch(scope, dispatch)
    context = journey_context(scope, row, clock_now(), faults or {}, **more)
    return private(render(request, "responder/responder_journey.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a phone's cache."""
    response["Cache-Control"] = "no-store"
    return response


def act(request: HttpRequest, dispatch: UUID, do: Callable[..., Any], **words: Any) -> HttpResponse:
    """Run one operation and go back to the page; what refuses it is told there."""
    try:
        do(dispatch=dispatch, scope=scope_of(request), now=clock_now(), **words)
    except UnableToStep as error:
        if error.reason != ALREADY_DONE:
            return show(request, dispatch, problem=gettext(MOVED_ON))
    return redirect("responder_journey", dispatch)


@require_POST
@opens_for(Can.RESPOND)
def accept(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """I go."""
    return act(request, dispatch, emergency.accept)


@require_POST
@opens_for(Can.RESPOND)
def depart(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """I am on my way."""
    return act(request, dispatch, emergency.depart)


@require_POST
@opens_for(Can.RESPOND)
def arrive(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """I am at the door."""
    return act(request, dispatch, emergency.arrive)


@require_POST
@opens_for(Can.RESPOND)
def refuse(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """I cannot go, because …"""
    return _with_reason(request, dispatch, emergency.refuse)


@require_POST
@opens_for(Can.RESPOND)
def give_back(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """I cannot go after all, because …"""
    return _with_reason(request, dispatch, emergency.give_back)


def _with_reason(request: HttpRequest, dispatch: UUID, do: Callable[..., Any]) -> HttpResponse:
    reason = (request.POST.get("other", "").strip() or request.POST.get("reason", "").strip())[:200]
    if not reason:
        return show(request, dispatch, faults={"reason": gettext(REASON_LACKS)})
    return act(request, dispatch, do, reason=reason)


@require_POST
@opens_for(Can.RESPOND)
def finish(request: HttpRequest, dispatch: UUID) -> HttpResponse:
    """What I found and did."""
    said = {name: request.POST.get(name, "").strip()[:500] for name in ("outcome", "note")}
    try:
        return act(request, dispatch, emergency.finish, **said)
    except emergency.UnableToClose as error:
        faults = {name: gettext(fault) for name, fault in error.faults.items()}
        return show(request, dispatch, faults=faults, said=said)


@require_POST
@opens_for(Can.RESPOND)
def duty(request: HttpRequest) -> HttpResponse:
    """On duty or off duty."""
    scope = scope_of(request)
    row = providers_queries.responder_of(scope.actor.account) if scope.actor.account else None
    if row is None:
        raise Http404
    on_duty = request.POST.get("on_duty") == "1"
    providers.set_duty(responder=row.id, on_duty=on_duty, scope=scope, by=scope.actor, now=clock_now())
    messages.success(request, NOW_ON if on_duty else NOW_OFF)
    return redirect("responder")


@own_transaction
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """My tasks, as they change."""
    scope = read_scope(request)
    if not may(scope, Can.RESPOND):
        raise PermissionDenied
    return stream(request, [source_of(scope)], scope)
