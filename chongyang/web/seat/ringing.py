"""Who rings now: at every seat at once, the seats that are asked see it as theirs; answered by one click."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.seats import BreakReason, Doing
from chongyang.registry.enums import Relation
from chongyang.telecare.enums import DeviceKind
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts import live
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.seat.board import place_of

SHOWN = 5
HOW = {
    "device": N_("设备卡号"),
    "self": N_("本人号码"),
    "contact": N_("联系人号码"),
    "before": N_("曾为其来电"),
}
SIGNED_OFF = N_("已签出。")
LATE = 10


def rings_context(scope: Scope) -> dict[str, Any]:
    """Ringing calls with who it may be. The same for every seat of a scope, so that it is rendered once."""
    rows = queries.list_ringing(scope)
    return {
        "now": clock_now(),
        "rings": [_ring(scope, row) for row in rows[:SHOWN]],
        "more": max(0, len(rows) - SHOWN),
        "ring_late": LATE,
    }


def _ring(scope: Scope, row: Any) -> dict[str, Any]:
    return {
        "call": row,
        "seats": " ".join(str(offer.account) for offer in row.offers.all()),
        "candidates": candidates_of(scope, row),
    }


def candidates_of(scope: Scope, row: Any) -> list[dict[str, Any]]:
    """Who it may be, with how they are known by this number; names are covered."""
    return [
        {
            "elder": one.elder,
            "how": HOW[one.how],
            "relation": _relation(one.relation) or _device(one.device),
            "place": place_of(one.elder.area),
        }
        for one in queries.who_may_call(scope, row)
    ]


def _device(row: Any) -> str:
    """What rings, and where in the home it stands."""
    if row is None:
        return ""
    kind = gettext(dict(DeviceKind.choices()).get(row.kind, row.kind))
    return f"{kind}（{row.place}）" if row.place else kind


def _relation(value: str) -> str:
    return dict(Relation.choices()).get(value, value)


def render_rings(scope: Scope) -> str:
    return render_to_string("seat/seat_rings.html", rings_context(scope))


RINGS = live.Source("rings", "calls", render_rings)


def seat_context(scope: Scope) -> dict[str, Any]:
    """What I do now, and the call that I hold; for the page alone, never for the shared fragment."""
    account = scope.actor.account
    mine = [row for row in queries.list_talking(scope) if row.account == account]
    return {
        "seat_time": queries.my_seat(scope),
        "doings": [(one.value, one.label) for one in Doing if one is not Doing.TALKING],
        "breaks": BreakReason.choices(),
        "my_call": mine[0] if mine else None,
        "missed": len(queries.list_call_backs(scope)),
    }


@require_POST
@opens_for(Can.ANSWER_CALLS)
def answer(request: HttpRequest, call: UUID) -> HttpResponse:
    """Take it. Who comes second is told who has it, and the board is as it is."""
    scope = scope_of(request)
    try:
        hotline.answer_call(call=call, scope=scope, now=clock_now())
    except hotline.UnableToTalk as error:
        messages.warning(request, told(error))
        return go(request, reverse("seat"))
    return go(request, reverse("seat_line", args=[call]))


def told(error: hotline.UnableToTalk) -> str:
    """Why not, and who has the call where somebody has."""
    names = territory.names_of([error.account]) if error.account else {}
    who = next(iter(names.values()), "")
    return f"{gettext(error.reason)}：{who}" if who else gettext(error.reason)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """To a page, from a form or from htmx."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def doing(request: HttpRequest) -> HttpResponse:
    """Ready, writing down, a break, away, or off."""
    said = request.POST
    scope, wanted = scope_of(request), said.get("doing", "")
    try:
        if wanted == "off":
            hotline.sign_off(scope=scope, now=clock_now())
            messages.info(request, SIGNED_OFF)
        else:
            hotline.set_seat(
                doing=wanted,
                reason=said.get("reason", ""),
                extension=said.get("extension"),
                scope=scope,
                now=clock_now(),
            )
    except hotline.UnableToChangeSeat as error:
        messages.error(request, str(error))
    return redirect("seat")
