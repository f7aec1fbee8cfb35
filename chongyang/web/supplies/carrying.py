"""The carrier's phone: her rounds of today, a tick at each door, and the counter of her point."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.supplies import operations, queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supplies.cooking import stops_words
from chongyang.web.supplies.doing import act, base, dish_words, meal_words, place_of, private, said, text_of

CARD = 80


@require_GET
@opens_for(Can.MAKE_VISITS)
def carry(request: HttpRequest) -> HttpResponse:
    """Today's doors in their turn; who eats at the point right now."""
    scope = scope_of(request)
    context = base(request, "carry")
    rounds = queries.own_rounds(scope, context["today"])
    counter = queries.counter_of(scope, clock_now())
    held = queries.orders_of_portions(scope, counter)
    context |= {
        "rounds": [
            {"row": one, "meal": meal_words(one.menu.meal), "stops": stops_words(scope, one)}
            for one in rounds
        ],
        "counter": [
            {
                "row": one,
                "dish": dish_words(one.dish),
                "name": mask_name(held[one.order].name.plain) if one.order in held else "",
            }
            for one in counter
        ],
    }
    return private(render(request, "supplies/carry.html", context))


@require_POST
@opens_for(Can.MAKE_VISITS)
def tick(request: HttpRequest, stop: UUID) -> HttpResponse:
    """Handed over, or nobody opened."""
    outcome = request.POST.get("outcome", "")
    told = {"stop": stop, "outcome": outcome, "place": _place(request), **_proof(request), **said(request)}
    done = gettext("已登记送到。") if outcome == "handed_over" else gettext("已登记无人应门。")
    act(request, lambda: operations.tick(**told), done)
    return redirect("supplies_carry")


@require_POST
@opens_for(Can.MAKE_VISITS)
def serve(request: HttpRequest, portion: UUID) -> HttpResponse:
    """A meal is taken at the counter."""
    told = {"portion": portion, **_proof(request), **said(request)}
    act(request, lambda: operations.serve(**told), gettext("已登记用餐。"))
    return redirect("supplies_carry")


def _proof(request: HttpRequest) -> dict[str, str]:
    """Six digits are the code told by telephone, anything else is her card."""
    text = text_of(request, "proof", CARD).strip().rpartition("/card/")[2].strip("/")
    if text.isascii() and text.isdigit() and len(text) == 6:
        return {"code": text}
    return {"card": text} if text else {}


def _place(request: HttpRequest) -> dict[str, float] | None:
    """Where the phone was, if it said so."""
    found: dict[str, Any] = {name: place_of(request, name) for name in ("longitude", "latitude")}
    if 999.0 in found.values() or abs(found["latitude"]) > 90:
        return None
    text = request.POST.get("accuracy", "").partition(".")[0]
    found["accuracy"] = float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
    return found
