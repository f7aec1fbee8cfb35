"""What the provider offers, in which areas, for how much, from when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.services import operations, queries
from chongyang.services.operations import OfferForm
from chongyang.services.rules import catalogue
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import day_of, key_of, private, said, text_of
from chongyang.web.parts.doors import opens_for
from chongyang.web.provider import shown
from chongyang.web.provider.doing import act, asked_day, base, refused
from chongyang.workforce.queries import told


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def listed(request: HttpRequest) -> HttpResponse:
    """The offers that hold or are to come, and a new one."""
    context = base(request, "offers")
    if request.method == "POST":
        faults = _act(request)
        if faults is None:
            return redirect("provider_offers")
        context |= refused(request, faults)
    context |= _page(request, context)
    return private(render(request, "provider/offers.html", context, status=422 if context["faults"] else 200))


def _page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    own = context["own"]
    rows = queries.list_offers(own.id, since=context["today"]) if own else []
    may = [one for one in catalogue.items().values() if own and own.kind in one.who_may]
    return {
        "groups": _by_kind(rows, context["today"]),
        "choices": [(one.key, told(one), one.price_from_fen, one.price_to_fen) for one in may],
        "area_groups": shown.area_groups(request.POST.getlist("areas")),
        "in_force": bool(own and own.state == "in_force"),
    }


def _by_kind(rows: list[Any], today: Any) -> list[dict[str, Any]]:
    """Offers under the kinds of the catalogue, in its order."""
    items, found = catalogue.items(), []
    for key, label in shown.kinds():
        own = [_row(one, today) for one in rows if one.item in items and items[one.item].kind == key]
        if own:
            found.append({"kind": label, "rows": own})
    return found


def _row(one: Any, today: Any) -> dict[str, Any]:
    return {
        "row": one,
        "item": shown.item_word(one.item),
        "places": shown.place_words(one.areas),
        "to_come": one.valid_from > today,
        "last": shown.last_day(one.valid_to),
    }


def _act(request: HttpRequest) -> dict[str, str] | None:
    return act(
        request,
        {
            "make": (lambda: _make(request), gettext("报价已登记，从您写的日期起生效。")),
            "change": (lambda: _change(request), gettext("新价格已登记；之前的日期仍按原价。")),
            "end": (lambda: _end(request), gettext("报价到期后不再对外提供。")),
        },
    )


def _make(request: HttpRequest) -> Any:
    form = OfferForm(
        item=text_of(request, "item", 40),
        price_fen=operations.yuan(text_of(request, "price", 20)),
        areas=tuple(request.POST.getlist("areas"))[:200],
        valid_from=asked_day(request, "valid_from"),
        valid_to=day_of(request.POST.get("valid_to", "")),
    )
    return operations.make_offer(form=form, **said(request))


def _change(request: HttpRequest) -> Any:
    price, day = operations.yuan(text_of(request, "price", 20)), asked_day(request, "valid_from")
    offer = key_of(request.POST.get("offer", ""))
    return operations.change_price(offer=offer, price_fen=price, valid_from=day, **said(request))


def _end(request: HttpRequest) -> Any:
    offer = key_of(request.POST.get("offer", ""))
    return operations.end_offer(offer=offer, ends_on=asked_day(request, "valid_from"), **said(request))
