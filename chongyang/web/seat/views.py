"""The pages of the seat: the board alone, the board with one card, and the stream that moves them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.emergency import queries as emergency
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.alerts import WATCH, stalls
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.middleware import own_transaction
from chongyang.web.parts.streams import read_scope, stream
from chongyang.web.seat.board import BOARD, board_context
from chongyang.web.seat.card import card_context
from chongyang.web.seat.chain import chain_source
from chongyang.web.seat.escalation import escalation_context, escalation_source
from chongyang.web.seat.forms import read_key
from chongyang.web.seat.ringing import RINGS, rings_context, seat_context
from chongyang.web.seat.words import SHORTCUTS


@require_GET
@opens_for(Can.ANSWER_CALLS)
def seat(request: HttpRequest) -> HttpResponse:
    """The board, and what to do first."""
    return page(request, {})


@require_GET
@opens_for(Can.ANSWER_CALLS)
def incident(request: HttpRequest, incident: UUID) -> HttpResponse:
    """One incident beside the board; for htmx its card alone."""
    return show_card(request, incident, asked=request.GET.get("protocol", "")[:20])


@require_GET
@opens_for(Can.ANSWER_CALLS)
def protocol(request: HttpRequest, incident: UUID) -> HttpResponse:
    """The questions of another protocol; for htmx the triage part alone."""
    code = request.GET.get("protocol", "")[:20]
    if not request.headers.get("HX-Request"):
        return show_card(request, incident, asked=code)
    scope = scope_of(request)
    row = emergency.access_incident(scope, incident)
    card = card_context(scope, row, clock_now(), asked=code)
    return private(render(request, "seat/seat.html#triage", {**card, "is_asking": True}))


def show_card(request: HttpRequest, incident: UUID, **more: Any) -> HttpResponse:
    """The card as it stands now, with what the last action said."""
    scope = scope_of(request)
    row = emergency.access_incident(scope, incident)
    card = {**card_context(scope, row, clock_now(), **more), **escalation_context(scope, row.id)}
    if request.headers.get("HX-Request"):
        return private(render(request, "seat/seat.html#card", card))
    return page(request, card)


def page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The whole desk: the board left, the context's card or form right."""
    scope = scope_of(request)
    parts = {**board_context(scope), **rings_context(scope), **seat_context(scope)}
    more = {"shortcuts": SHORTCUTS, "stalls": stalls(), **knowledge_context(context), **context}
    return private(render(request, "seat/seat.html", {**parts, **more}))


def knowledge_context(context: dict[str, Any]) -> dict[str, Any]:
    """The knowledge base beside a call or a card, and the call in which an article counts as used."""
    if form := context.get("call_form"):
        return {"knowledge": True, "knowledge_call": form["key"].value()}
    if line := context.get("line"):
        return {"knowledge": True, "knowledge_call": line.id}
    return {"knowledge": "current" in context, "knowledge_call": None}


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


@own_transaction
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """The board and, where one is open, the chain of an incident, as they change."""
    scope = read_scope(request)
    if not may(scope, Can.ANSWER_CALLS):
        raise PermissionDenied
    sources = [BOARD, RINGS, WATCH]
    if key := read_key(request.GET.get("incident", "")):
        sources += [chain_source(key), escalation_source(key)]
    return stream(request, sources, scope)
