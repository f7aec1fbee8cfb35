"""The public list of providers, and one of them with what it offers where."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.services import queries
from chongyang.services.rules import catalogue
from chongyang.territory import queries as territory
from chongyang.web.catalogue import shown
from chongyang.web.parts import evaluated
from chongyang.web.parts.lists import joined
from chongyang.workforce.queries import told


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Providers on the list, by name; with a street chosen those alone that offer anything there."""
    context = shown.base(request, "providers")
    rows = queries.list_providers()
    if context["place"]:
        here = queries.providers_at(context["place"], context["today"])
        rows = [one for one in rows if one.id in here]
    context["rows"] = [shown.provider_words(one) for one in rows]
    return render(request, "catalogue/providers.html", context)


@require_GET
def one(request: HttpRequest, provider: UUID) -> HttpResponse:
    """One provider: how it stands, what third parties found, its services by area."""
    try:
        row = queries.access_provider(provider)
    except queries.NotFound as error:
        raise Http404 from error
    context = shown.base(request, "providers")
    context |= shown.provider_words(row)
    context |= {
        "groups": _offered(row, context["today"]),
        **evaluated.told(queries.list_evaluations(row.id)),
    }
    return render(request, "catalogue/provider.html", context)


def _offered(row: Any, day: Any) -> list[dict[str, Any]]:
    """Its offers of today under the kinds of the catalogue."""
    rows = [one for one in queries.list_offers(row.id, since=day) if one.valid_from <= day]
    items = catalogue.items()
    groups = []
    for key, kind in catalogue.kinds().items():
        own = [one for one in rows if one.item in items and items[one.item].kind == key]
        if own:
            groups.append({"kind": told(kind), "rows": [_row(one, items[one.item]) for one in own]})
    return groups


def _row(one: Any, item: catalogue.Item) -> dict[str, Any]:
    places = joined(territory.area_name(area) for area in one.areas)
    return {"key": item.key, "label": told(item), "price_fen": one.price_fen, "places": places}
