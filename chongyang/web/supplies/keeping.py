"""The provider's desk: its points with their meals, and the day's menus."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.supplies import enums, operations, queries
from chongyang.supplies.operations import PointForm, TimeForm
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supplies.doing import (
    DAY,
    act,
    asked_day,
    base,
    choices_of,
    day_of,
    held_of,
    meal_words,
    number_of,
    place_of,
    private,
    said,
    text_of,
    time_of,
)
from chongyang.web.supplies.public import point_words

CODE_DIGITS = (6, 9)
TIMES = TimeForm.__slots__
FIELDS = tuple(name for name in PointForm.__slots__ if name != "areas")


@require_GET
@opens_for(Can.PROVIDE_SERVICES)
def today(request: HttpRequest) -> HttpResponse:
    """The points and what each cooks on a day."""
    context = base(request, "today")
    if not context["keeps"]:
        raise Http404
    scope, day = scope_of(request), asked_day(request, context["today"])
    points = queries.list_own_points(scope)
    times = queries.times_of(points)
    menus = {(one.point_id, one.meal): one for one in queries.list_menus(scope, day)}
    context |= {
        "day": day,
        "before": day - DAY,
        "after": day + DAY,
        "points": [
            point_words(one, times.get(one.id, []))
            | {"meals": [_meal(slot, menus) for slot in times.get(one.id, [])]}
            for one in points
        ],
    }
    return private(render(request, "supplies/today.html", context))


def _meal(slot: Any, menus: dict[tuple[UUID, str], Any]) -> dict[str, Any]:
    return {"slot": slot, "meal": meal_words(slot.meal), "menu": menus.get((slot.point_id, slot.meal))}


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def new(request: HttpRequest) -> HttpResponse:
    """A point of the provider."""
    if request.method == "POST":
        held: list[Any] = []
        form = _form(request)
        done = gettext("助餐点已登记，请写上供应哪几餐。")
        if act(request, lambda: held.append(operations.keep_point(form=form, **said(request))), done):
            return redirect("supplies_point_keep", held[0].id)
    return _page(request, None, is_typed=request.method == "POST")


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def keep(request: HttpRequest, point: UUID) -> HttpResponse:
    """One point: where, whom it serves, until when."""
    row = queries.access_own_point(scope_of(request), point)
    if request.method == "POST":
        form = _form(request)
        told = {"form": form, "point": point, **said(request)}
        if act(request, lambda: operations.keep_point(**told), gettext("已保存。")):
            return redirect("supplies_point_keep", point)
    return _page(request, row, is_typed=request.method == "POST")


def _form(request: HttpRequest) -> PointForm:
    codes = [one for one in request.POST.getlist("areas") if _is_code(one)]
    area = request.POST.get("area", "")
    return PointForm(
        name=text_of(request, "name", 80),
        kind=request.POST.get("kind", ""),
        area=int(area.ljust(12, "0")) if _is_code(area) else 0,
        address=text_of(request, "address", 200),
        phone=text_of(request, "phone", 20),
        longitude=place_of(request, "longitude"),
        latitude=place_of(request, "latitude"),
        areas=tuple(int(one.ljust(12, "0")) for one in codes),
        seats=number_of(request, "seats"),
        valid_from=day_of(request.POST.get("valid_from", "")) or date.max,
        valid_to=day_of(request.POST.get("valid_to", "")),
    )


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in CODE_DIGITS


def _page(request: HttpRequest, row: Any, *, is_typed: bool = False) -> HttpResponse:
    """The point and its meals; `is_typed`: the point's own form was refused, else what stands is shown."""
    context = base(request, "points_own")
    stands = _stands(row) if row else {"seats": 0, "valid_from": context["today"].isoformat()}
    context |= {
        "row": row,
        "held": held_of(request, FIELDS) if is_typed else dict.fromkeys(FIELDS, "") | stands,
        "served": held_of(request, TIMES, days_before=0),
        "kinds": choices_of(enums.PointKind),
        "meals": choices_of(enums.Meal),
        "areas": _areas(request.POST.getlist("areas") if is_typed else _served(row)),
        "slots": [
            {"row": one, "meal": meal_words(one.meal)} for one in queries.times_of([row]).get(row.id, [])
        ]
        if row
        else [],
    }
    if not context["keeps"]:
        raise Http404
    return private(
        render(request, "supplies/point_keep.html", context, status=422 if request.method == "POST" else 200)
    )


def _stands(row: Any) -> dict[str, Any]:
    """A point as its form shows it."""
    told = {name: str(getattr(row, name) or "") for name in FIELDS}
    return told | {"area": told["area"][:9], "seats": row.seats}


def _served(row: Any) -> list[str]:
    """Codes of the counties (6 digits) and streets (9) that a point serves; a new one none yet."""
    return [str(one)[: 9 if one % 10**6 else 6] for one in row.areas] if row else []


def _areas(chosen: Collection[str]) -> list[dict[str, Any]]:
    """Counties with their streets, those that are served marked; a county is open where any of it is."""
    streets: dict[str, list[dict[str, Any]]] = {}
    for one in territory.list_areas("street"):
        told = {"code": one.code, "name": one.name, "on": one.code in chosen}
        streets.setdefault(one.code[:6], []).append(told)
    return [
        {
            "code": one.code,
            "name": one.name,
            "on": one.code in chosen,
            "streets": (held := streets.get(one.code, [])),
            "is_open": one.code in chosen or any(street["on"] for street in held),
        }
        for one in territory.list_areas("county")
    ]


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
def keep_time(request: HttpRequest, point: UUID) -> HttpResponse:
    """A meal that the point serves."""
    form = TimeForm(
        meal=request.POST.get("meal", ""),
        begins=time_of(request, "begins"),
        ends=time_of(request, "ends"),
        cut_off=time_of(request, "cut_off"),
        days_before=number_of(request, "days_before"),
        capacity=number_of(request, "capacity"),
    )
    row = queries.access_own_point(scope_of(request), point)
    told = {"form": form, "point": point, **said(request)}
    if act(request, lambda: operations.keep_time(**told), gettext("已保存。")):
        return redirect("supplies_point_keep", point)
    return _page(request, row)
