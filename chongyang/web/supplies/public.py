"""Meal points and their menus, for everybody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.supplies import enums, queries
from chongyang.supplies.rules.settings import meals
from chongyang.territory import queries as territory
from chongyang.web.parts.lists import joined
from chongyang.web.supplies.doing import base, dish_words, meal_words

AREA_DIGITS = (6, 9, 12)


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """Meal points in force; with a county or street in the address those that serve it."""
    context = base(request, "points")
    code = request.GET.get("area", "")
    known = code.isascii() and code.isdigit() and len(code) in AREA_DIGITS
    area = int(code.ljust(12, "0")) if known else None
    rows = queries.find_points(area=area, on=context["today"])
    times = queries.times_of(rows)
    context |= {
        "rows": [point_words(one, times.get(one.id, [])) for one in rows],
        "counties": [(one.code, one.name) for one in territory.list_areas("county")],
        "area": code if known else "",
    }
    return render(request, "supplies/points.html", context)


def point_words(row: Any, times: list[Any]) -> dict[str, Any]:
    return {
        "row": row,
        "kind": gettext(dict(enums.PointKind.choices()).get(row.kind, row.kind)),
        "places": joined(territory.area_name(area) for area in row.areas),
        "times": [{"row": one, "meal": meal_words(one.meal)} for one in times],
    }


@require_GET
def point(request: HttpRequest, point: UUID) -> HttpResponse:
    """One point with the menus of the coming days, and how much of each dish is left."""
    try:
        row = queries.access_point(point)
    except queries.NotFound as error:
        raise Http404 from error
    context = base(request, "points")
    today = context["today"]
    context |= point_words(row, queries.times_of([row]).get(row.id, []))
    context["menus"] = menus_words([row], today, context["now"])[row.id]
    return render(request, "supplies/point.html", context)


def menus_words(rows: list[Any], today: Any, now: Any) -> dict[UUID, list[dict[str, Any]]]:
    """What these points cook on the coming days, by point."""
    menus = queries.menus_of(rows, today, today + timedelta(days=meals().days_ahead))
    dishes = queries.dishes_of([one for held in menus.values() for one in held])
    return {point: [_menu(one, dishes.get(one.id, []), now) for one in held] for point, held in menus.items()}


def _menu(row: Any, dishes: list[Any], now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "meal": meal_words(row.meal),
        "is_open": now < row.cut_off_at,
        "dishes": [dish_words(one) for one in dishes],
    }
