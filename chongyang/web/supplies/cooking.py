"""A menu is written and published; who eats of it, its rounds and their carriers."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.orders import queries as orders
from chongyang.supplies import enums, operations, queries
from chongyang.supplies.operations import DishForm
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import state_words
from chongyang.web.supplies.doing import (
    DAY,
    act,
    base,
    choices_of,
    count_of,
    day_of,
    dish_words,
    fen_of,
    key_of,
    meal_words,
    private,
    said,
)
from chongyang.workforce import queries as workforce

LINES, MOST = 8, 40
FREE = dict.fromkeys(("name", "price", "portions", "about", "low", "soft", "allergens"), "")


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def menu(request: HttpRequest, point: UUID, day: str, meal: str) -> HttpResponse:
    """The dishes of one meal of one day, with free lines for more."""
    row, on = queries.access_own_point(scope_of(request), point), day_of(day)
    if on is None or meal not in set(enums.Meal):
        raise Http404
    if request.method == "POST":
        told = {"point": point, "day": on, "meal": meal, "dishes": _dishes(request), **said(request)}
        held: list[Any] = []
        publishes = request.POST.get("do") == "publish"
        done = gettext("菜单已公布，可以订餐。") if publishes else gettext("菜单已保存。")
        if act(request, lambda: held.append(_save(told, publishes=publishes)), done):
            return redirect("supplies_meal", held[0].id)
    stands = _stands(row, on, meal)
    context = base(request, "today") | {
        "point": row,
        "day": on,
        "meal": meal_words(meal),
        "is_published": stands is not None and stands.published_at is not None,
        "lines": _typed(request) if request.method == "POST" else _lines(stands),
        "allergens": choices_of(enums.Allergen),
    }
    return private(
        render(request, "supplies/menu.html", context, status=422 if request.method == "POST" else 200)
    )


def _save(told: dict[str, Any], *, publishes: bool) -> Any:
    """Written, and published with the same press where that was asked for."""
    row = operations.write_menu(**told)
    if publishes:
        operations.publish(menu=row.id, **{name: told[name] for name in ("scope", "by", "now")})
    return row


def _stands(point: Any, on: date, meal: str) -> Any:
    """The menu of that meal, None where none is written."""
    found = queries.menus_between(point, on, on + DAY, drafts=True)
    return next((one for one in found if one.meal == meal), None)


def _lines(menu: Any) -> list[dict[str, Any]]:
    """What stands, with free lines for more."""
    dishes = queries.dishes_of([menu]).get(menu.id, []) if menu else []
    stands = [
        {
            "name": one.name,
            "price": f"{one.price_fen / 100:.2f}",
            "portions": one.portions,
            "about": one.about,
        }
        | {"low": one.low_salt, "soft": one.soft, "allergens": one.allergens}
        for one in dishes
    ]
    return stands + [FREE] * max(2, LINES - len(dishes))


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    """What was refused, as it was typed."""
    told = request.POST
    lines = [
        {name: told.get(f"{name}-{number}", "") for name in FREE}
        | {"allergens": told.getlist(f"allergens-{number}")}
        for number in range(MOST)
        if f"name-{number}" in told
    ]
    return lines or [FREE] * LINES


def _dishes(request: HttpRequest) -> list[DishForm]:
    """The lines that have a name."""
    found = []
    for number in range(MOST):
        name = request.POST.get(f"name-{number}", "").replace("\x00", "").strip()[:60]
        if name:
            found.append(
                DishForm(
                    name=name,
                    price_fen=fen_of(request.POST.get(f"price-{number}", "")),
                    portions=count_of(request.POST.get(f"portions-{number}", "")),
                    about=request.POST.get(f"about-{number}", "").replace("\x00", "")[:120],
                    low_salt=f"low-{number}" in request.POST,
                    soft=f"soft-{number}" in request.POST,
                    allergens=tuple(request.POST.getlist(f"allergens-{number}")),
                )
            )
    return found


@require_GET
@opens_for(Can.PROVIDE_SERVICES)
def meal(request: HttpRequest, menu: UUID) -> HttpResponse:
    """One meal: its dishes, who eats, the rounds."""
    scope = scope_of(request)
    row = queries.access_menu(scope, menu)
    portions = queries.list_portions(scope, row)
    held = orders.get_many(scope, [one.order for one in portions])
    trips = rounds_words(scope, queries.list_rounds(scope, row))
    now = clock_now()
    context = base(request, "today") | {
        "menu": row,
        "meal": meal_words(row.meal),
        "is_closed": now >= row.cut_off_at,
        "drafts": len(queries.drafts_of_week(row.point, row.day, now)),
        "after": row.day + DAY,
        "dishes": [dish_words(one) for one in queries.dishes_of([row]).get(row.id, [])],
        "portions": [_portion(one, held.get(one.order)) for one in portions],
        "to_bring": sum(one.way == enums.Way.BROUGHT for one in portions),
        "rounds": trips,
        "is_begun": any(one["ticked"] for one in trips),
        "carers": [
            (one.id, one.name)
            for one in workforce.list_carers(
                scope, organisation=scope.organisation, on=timezone.localdate(now)
            )
        ],
    }
    return private(render(request, "supplies/meal.html", context))


def _portion(row: Any, order: Any) -> dict[str, Any]:
    return {
        "row": row,
        "order": order,
        "name": mask_name(order.name.plain) if order else "",
        "way": gettext(enums.Way.of(row.way).label),
        "state": state_words(order.state) if order else "",
    }


def rounds_words(scope: Any, rounds: list[Any]) -> list[dict[str, Any]]:
    """Rounds with their carrier and how far each is."""
    stops = queries.stops_of(scope, rounds)
    names = workforce.names_of(one.carer for one in rounds if one.carer)
    return [
        {
            "row": one,
            "carrier": names.get(one.carer, ""),
            "stops": len(stops[one.id]),
            "ticked": sum(bool(stop.outcome) for stop in stops[one.id]),
            "nobody": sum(stop.outcome == "nobody" for stop in stops[one.id]),
            "km": round(one.metres / 1000, 1),
        }
        for one in rounds
    ]


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
def step(request: HttpRequest, menu: UUID) -> HttpResponse:
    """Publish, copy the week, make the rounds, give one to a carrier."""
    row = queries.access_menu(scope_of(request), menu)
    do, told = request.POST.get("do", ""), said(request)
    if do == "publish":
        act(request, lambda: operations.publish(menu=menu, **told), gettext("菜单已公布，可以订餐。"))
    elif do == "publish_week":
        week: dict[str, Any] = {"point": row.point_id, "monday": row.day}
        act(request, lambda: operations.publish_week(**week, **told), gettext("这一周的菜单都已公布。"))
    elif do == "rounds":
        act(request, lambda: operations.make_rounds(menu=menu, **told), gettext("路线已排好，请指定送餐员。"))
    elif do == "give":
        told |= {name: key_of(request.POST.get(name, "")) for name in ("round", "carer")}
        act(request, lambda: operations.give_round(**told), gettext("已指定送餐员。"))
    elif do == "copy":
        return redirect("supplies_meal", _copy(request, row))
    return redirect("supplies_meal", menu)


def _copy(request: HttpRequest, row: Any) -> UUID:
    """The week once more as drafts; the first of them is looked at next."""
    made: list[Any] = []
    week: dict[str, Any] = {"point": row.point_id, "monday": row.day, **said(request)}
    if act(request, lambda: made.extend(operations.copy_week(**week)), ""):
        words = gettext("复制到下周 %(count)s 餐，是草稿，请核对后公布。") % {"count": len(made)}
        messages.success(request, words)
    after: UUID = made[0].id if made else row.id
    return after


@require_GET
@opens_for(Can.PROVIDE_SERVICES)
def sheet(request: HttpRequest, round: UUID) -> HttpResponse:
    """One round on paper: whoever carries it without a phone reads it here."""
    scope = scope_of(request)
    row = queries.access_round(scope, round)
    context = base(request, "today") | {
        "round": row,
        "meal": meal_words(row.menu.meal),
        "carrier": workforce.names_of([row.carer]).get(row.carer, "") if row.carer else "",
        "stops": stops_words(scope, row),
    }
    return private(render(request, "supplies/sheet.html", context))


def stops_words(scope: Any, row: Any) -> list[dict[str, Any]]:
    """Doors in their turn, with what is needed to find and feed them. For who keeps or walks the round."""
    stops = queries.stops_of(scope, [row])[row.id]
    held = queries.orders_of_stops(scope, stops)
    return [
        {
            "row": one,
            "order": held.get(one.order),
            "dish": dish_words(one.portion.dish),
            "outcome": gettext(enums.Outcome.of(one.outcome).label),
            "is_gone": bool(one.portion.given_back_at or one.portion.lost_at),
        }
        for one in stops
    ]
