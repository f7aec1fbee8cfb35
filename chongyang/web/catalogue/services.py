"""Services by kind, and one service with its steps, price and who offers it. Open to everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.services import queries
from chongyang.services.rules import catalogue
from chongyang.web.catalogue import shown
from chongyang.workforce.queries import told


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All services under their kinds, with the price in the street that was chosen."""
    context = shown.base(request, "services")
    lows = queries.lowest_prices(context["place"], context["today"]) if context["place"] else {}
    context["kinds"] = [
        {"key": one.key, "label": told(one), "cards": _cards(one.key, lows)}
        for one in catalogue.kinds().values()
    ]
    context["nothing_here"] = bool(context["place"]) and not lows
    return render(request, "catalogue/services.html", context)


def _cards(kind: str, lows: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    return [shown.card_of(one, *lows.get(one.key, (None, 0))) for one in catalogue.items_of(kind)]


@require_GET
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One service: the steps, the standard, who offers it where the reader lives."""
    try:
        item = catalogue.item(key)
    except catalogue.UnknownItem as error:
        raise Http404 from error
    context = shown.base(request, "services")
    place, day = context["place"], context["today"]
    context |= {
        "item": item,
        "label": told(item),
        "kind": told(catalogue.kind(item.kind)),
        "steps": [{"label": told(step), "required": step.required} for step in item.steps],
        "pairs": shown.facts_of(item, queries.range_of(key, place or CITY, day)),
        "offers": shown.offers_here(request, key, place, day),
        "document": item.clause.partition("/")[0],
    }
    return render(request, "catalogue/service.html", context)


CITY = 410100000000
"""Where no street was chosen the city's own range is shown."""
