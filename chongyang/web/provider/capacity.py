"""How many hours the provider can give, by area and weekday."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.services import operations, queries
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private, said, text_of
from chongyang.web.parts.doors import opens_for
from chongyang.web.provider import shown
from chongyang.web.provider.doing import attempt, base, number_of, refused

HOUR, WEEK, UNKNOWN = 60, 7, -1


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def capacity(request: HttpRequest) -> HttpResponse:
    """Hours by area and weekday, and a form for one area."""
    context = base(request, "capacity")
    if request.method == "POST":
        faults = attempt(request, lambda: _set(request), gettext("服务能力已保存。"))
        if faults is None:
            return redirect("provider_capacity")
        context |= refused(request, faults)
    context |= {
        "weekdays": [(day, word, request.POST.get(f"day-{day}", "")) for day, word in shown.weekdays()],
        "rows": _rows(context["own"]),
        "area_groups": shown.area_groups([request.POST.get("area", "")]),
    }
    return private(
        render(request, "provider/capacity.html", context, status=422 if context["faults"] else 200)
    )


def _rows(own: Any) -> list[dict[str, Any]]:
    """One line an area: its name and the hours of the seven days."""
    held: dict[tuple[int, int], dict[int, int]] = {}
    for one in queries.list_capacity(own.id) if own else []:
        held.setdefault((one.area, one.last), {})[one.weekday] = one.minutes
    return [
        {
            "name": territory.area_name(area),
            "hours": [(word, f"{days.get(day, 0) / HOUR:g}") for day, word in shown.weekdays()],
            "total": f"{sum(days.values()) / HOUR:g}",
        }
        for (area, _), days in sorted(held.items())
    ]


def _set(request: HttpRequest) -> Any:
    """Hours as they were typed, in minutes; what is no number is refused by the operation."""
    minutes = {}
    for day in range(1, WEEK + 1):
        typed = text_of(request, f"day-{day}", 10).strip()
        hours = number_of(typed) if typed else 0
        minutes[day] = UNKNOWN if hours is None or hours < 0 else round(hours * HOUR)
    return operations.set_capacity(area=text_of(request, "area", 12), minutes=minutes, **said(request))
