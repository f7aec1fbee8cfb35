"""Ordering a meal: by the elder, who acts for her, or the seat; and calling it off in time."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.orders import queries as orders
from chongyang.orders.enums import OrderChannel
from chongyang.registry import operations as registry_operations
from chongyang.registry import queries as registry
from chongyang.registry.enums import Purpose, SearchPurpose
from chongyang.supplies import enums, operations, queries
from chongyang.supplies.operations import StandingForm
from chongyang.territory.enums import Role
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import NOBODY
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import WEEKDAYS, state_words
from chongyang.web.supplies.doing import (
    act,
    base,
    choices_of,
    day_of,
    held_of,
    key_of,
    meal_words,
    number_of,
    private,
    rental_words,
    said,
    text_of,
)
from chongyang.web.supplies.public import menus_words

ORDERERS = (Can.ORDER_OWN, Can.ORDER_SERVICES)
ASKED = ("way", "quantity", "note", "often", "low_salt", "soft", "valid_to")
WORKDAYS = ["1", "2", "3", "4", "5"]
LONGEST, NOTE, MOST_POINTS, MOST_ARTICLES = 200, 200, 6, 40


@require_http_methods(["GET", "POST"])
@opens_for(*ORDERERS)
def begin(request: HttpRequest) -> HttpResponse:
    """For whom: one's own people, or whom the seat finds; then what was chosen (`?article=`), or all."""
    context = base(request, "order") | {"found": None, "text": "", "problem": ""}
    if may(scope_of(request), Can.ORDER_SERVICES):
        if request.method == "POST":
            context |= _search(request)
        return private(render(request, "supplies/order_whom.html", context))
    people = people_of(request)
    if len(people) == 1:
        return redirect(_where(request, people[0].id))
    context["people"] = _shown(request, people)
    return private(render(request, "supplies/order_whom.html", context))


def people_of(request: HttpRequest) -> list[Any]:
    """For whom this account may order; a desk has no such list."""
    scope = scope_of(request)
    if may(scope, Can.ORDER_SERVICES):
        return []
    return list(registry.list_by_key(scope, sorted(orders.persons_of(scope, clock_now()))))


def _where(request: HttpRequest, person: UUID) -> str:
    """The article that was chosen before the person; else all there is."""
    article = key_of(request.GET.get("article", ""))
    if article == NOBODY:
        return reverse("supplies_order_for", args=[person])
    return reverse("supplies_order_article", args=[person, article])


def _shown(request: HttpRequest, people: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"row": one, "url": _where(request, one.id)} for one in people]


def _search(request: HttpRequest) -> dict[str, Any]:
    scope, text = scope_of(request), text_of(request, "text", LONGEST).strip()
    answer = registry_operations.search_elders(
        text=text, purpose=SearchPurpose.FINDING.value, scope=scope, by=scope.actor, now=clock_now()
    )
    return {"found": _shown(request, answer.elders), "problem": answer.message, "text": text}


def access_person(request: HttpRequest, person: UUID) -> Any:
    """Whom this account may order for; anybody else is not there."""
    scope = scope_of(request)
    if not may(scope, Can.ORDER_SERVICES) and person not in orders.persons_of(scope, clock_now()):
        raise Http404
    return registry.access_elder(scope, person)


@require_GET
@opens_for(*ORDERERS)
def choose(request: HttpRequest, person: UUID) -> HttpResponse:
    """What there is near her, and what she has ordered."""
    elder = access_person(request, person)
    scope, context = scope_of(request), base(request, "order")
    own = Purpose.SERVICE if context["orders_for"] else Purpose.OWN_FILE
    registry_operations.read_part(elder_id=person, part="orders", purpose=own.value, **said(request))
    points = queries.find_points(area=elder.area, on=context["today"])[:MOST_POINTS]
    cluster = registry.get_cluster(person)
    menus = menus_words(points, context["today"], context["now"])
    portions = queries.portions_of_person(scope, cluster, since=context["today"])
    held = orders.get_many(scope, [one.order for one in portions])
    context |= {
        "elder": elder,
        "people": people_of(request),
        "points": [
            {"row": one, "menus": [menu for menu in menus[one.id] if menu["is_open"]]} for one in points
        ],
        "portions": [_portion(one, held.get(one.order), context["now"]) for one in portions],
        "rentals": [rental_words(one) for one in queries.rentals_of(scope, cluster)],
        "articles": queries.list_articles(on=context["today"])[:MOST_ARTICLES],
        "standing": [
            {"row": one, "meal": meal_words(one.meal), "way": gettext(enums.Way.of(one.way).label)}
            for one in queries.list_standing(scope, cluster)
        ],
    }
    return private(render(request, "supplies/order.html", context))


def _portion(row: Any, order: Any, now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "order": order,
        "meal": meal_words(row.menu.meal),
        "way": gettext(enums.Way.of(row.way).label),
        "state": state_words(order.state) if order else "",
        "may_cancel": order is not None
        and order.state in ("offered", "accepted")
        and now < row.menu.cut_off_at,
    }


@require_http_methods(["GET", "POST"])
@opens_for(*ORDERERS)
def dish(request: HttpRequest, person: UUID, dish: UUID) -> HttpResponse:
    """One dish: how many, eaten there or brought, once or on weekdays, and yes."""
    elder = access_person(request, person)
    row = queries.access_dish(dish)
    if request.method == "POST":
        done = _plan(request, person, row) if request.POST.get("often") else _once(request, person, row)
        if done:
            return redirect("supplies_order_for", person)
    context = base(request, "order") | {
        "elder": elder,
        "dish": row,
        "meal": meal_words(row.menu.meal),
        "ways": [
            one
            for one in choices_of(enums.Way)
            if one[0] == "there" or queries.serves(row.menu.point.areas, elder.area)
        ],
        "weekdays": [(str(number), gettext(word)) for number, word in enumerate(WEEKDAYS, 1)],
        "allergens": choices_of(enums.Allergen),
        "held": held_of(request, ASKED, quantity=1) | _marked(request),
        "is_open": clock_now() < row.menu.cut_off_at,
        "word": text_of(request, "key", 80) or str(new_key()),
    }
    return private(
        render(request, "supplies/order_dish.html", context, status=422 if request.method == "POST" else 200)
    )


def _marked(request: HttpRequest) -> dict[str, list[str]]:
    """Days and what she must not eat; the days of work until somebody chose."""
    days = request.POST.getlist("weekdays") if request.method == "POST" else WORKDAYS
    return {"weekdays": days, "avoids": request.POST.getlist("avoids")}


def channel_of(request: HttpRequest) -> str:
    scope = scope_of(request)
    if may(scope, Can.ORDER_SERVICES):
        return OrderChannel.CALL.value
    own = scope.role == Role.ELDER
    return (OrderChannel.PORTAL if own else OrderChannel.FAMILY).value


def _once(request: HttpRequest, person: UUID, row: Any) -> bool:
    told = {
        "person": person,
        "dish": row.id,
        "way": request.POST.get("way", ""),
        "quantity": number_of(request, "quantity"),
        "note": text_of(request, "note", NOTE),
        "key": text_of(request, "key", 80),
        "channel": channel_of(request),
        **said(request),
    }
    return act(request, lambda: operations.order_meal(**told), gettext("订好了。"))


def _plan(request: HttpRequest, person: UUID, row: Any) -> bool:
    days = [int(one) for one in request.POST.getlist("weekdays") if one in "1234567" and len(one) == 1]
    form = StandingForm(
        point=row.menu.point_id,
        meal=row.menu.meal,
        way=request.POST.get("way", ""),
        weekdays=days,
        valid_from=row.menu.day,
        valid_to=day_of(request.POST.get("valid_to", "")),
        low_salt="low_salt" in request.POST,
        soft="soft" in request.POST,
        avoids=tuple(request.POST.getlist("avoids")),
        note=text_of(request, "note", NOTE),
    )
    key = text_of(request, "key", 80)
    told = {"person": person, "form": form, "channel": channel_of(request), "key": key, **said(request)}
    return act(
        request, lambda: operations.begin_standing(**told), gettext("计划已建立，每到那天按菜单配餐。")
    )


@require_POST
@opens_for(*ORDERERS)
def cancel(request: HttpRequest, order: UUID) -> HttpResponse:
    """Call it off before the cut-off."""
    row = orders.access_order(scope_of(request), order)
    access_person(request, row.person)
    act(request, lambda: operations.cancel_meal(order=order, **said(request)), gettext("已退餐，不收费。"))
    return redirect("supplies_order_for", row.person)


@require_POST
@opens_for(*ORDERERS)
def standing(request: HttpRequest, standing: UUID) -> HttpResponse:
    """A recurring meal rests, goes on, or ends: its plan does."""
    row = queries.access_standing(scope_of(request), standing)
    access_person(request, row.person)
    do, told = request.POST.get("do", ""), said(request)
    until = day_of(request.POST.get("to_on", ""))
    if do in ("pause", "resume", "end"):
        step = lambda: operations.change_standing(standing=standing, do=do, until=until, **told)  # noqa: E731
        act(request, step, gettext("已改好。"))
    return redirect("supplies_order_for", row.person)
