"""How meals go in an area on a day: points, menus and rounds in numbers, no names."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.supplies import enums, queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supplies.doing import DAY, asked_day, base, meal_words


@require_GET
@opens_for(Can.READ_QUALITY)
def watch(request: HttpRequest) -> HttpResponse:
    """Ordered, brought, not opened, by point and meal; the sums above."""
    context = base(request, "watch")
    day = asked_day(request, context["today"])
    rows = queries.watch_meals(scope_of(request), day)
    every = [counted for one in rows for _, counted in one.menus]
    context |= {
        "day": day,
        "before": day - DAY,
        "after": day + DAY,
        "sum": sum(every, queries.Meals()),
        "rows": [_point(one) for one in rows],
    }
    return private(render(request, "supplies/watch.html", context))


def _point(one: Any) -> dict[str, Any]:
    return {
        "row": one.point,
        "kind": gettext(enums.PointKind.of(one.point.kind).label),
        "menus": [{"row": row, "meal": meal_words(row.meal), "n": n} for row, n in one.menus],
    }
