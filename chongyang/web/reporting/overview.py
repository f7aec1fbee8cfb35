"""Who has handed in and who is late: places by forms, for the office, the city and each county."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import operations, queries
from chongyang.reporting.queries import Tally
from chongyang.reporting.rules.forms import periods_of
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reporting.doing import (
    do,
    form_label,
    period_of,
    place_label,
    places_of,
    row_of,
    said,
    today,
)


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_REPORTS)
def overview(request: HttpRequest) -> HttpResponse:
    """The returns of a quarter as a matrix; the office closes the period here."""
    scope = scope_of(request)
    quarters = [name for name in queries.list_periods(scope) if "Q" in name]
    asked = request.POST.get("period") or request.GET.get("period") or (quarters[0] if quarters else "")
    if not asked:
        return render(request, "reporting/overview.html", {"tab": "overview", "quarters": [], "period": ""})
    period = period_of(asked)
    if request.method == "POST":
        _close(request, period)
        return redirect(f"{request.path}?period={period}")
    context = {
        "tab": "overview",
        "quarters": quarters,
        "period": str(period),
        "closings": [_closing(one) for one in periods_of(period)],
        "may_close": scope.role == Role.LEADING_GROUP_OFFICE,
        **_matrices(request, period),
    }
    return render(request, "reporting/overview.html", context)


def _close(request: HttpRequest, period: Period) -> None:
    if request.POST.get("do") == "close":
        reason = request.POST.get("reason", "")
        do(
            request,
            lambda: operations.close_period(period=period, reason=reason, **said(request)),
            gettext("期间已关闭，数字只能办理更正。"),
        )


def _closing(period: Period) -> dict[str, Any]:
    return {"period": str(period), "row": queries.closing_of(str(period))}


def _matrices(request: HttpRequest, quarter: Period) -> dict[str, Any]:
    """One matrix a level: the city's own, the units, and the streets of one unit."""
    scope, periods = scope_of(request), periods_of(quarter)
    units = queries.list_matrix(scope, periods, Level.UNIT)
    held = sorted({row.place for row in units}, key=list(places_of(str(quarter))).index)
    asked = request.GET.get("unit", "")
    unit = asked if asked in held else held[0] if len(held) == 1 else ""
    city = queries.list_matrix(scope, periods, Level.CITY)
    streets = queries.list_matrix(scope, periods, Level.STREET, unit) if unit or not held else []
    return {
        "matrices": [
            _matrix(gettext("全市汇总"), city, str(quarter)),
            _matrix(gettext("县（市、区）"), units, str(quarter)),
            _matrix(gettext("街道（乡镇）"), streets, str(quarter)),
        ],
        "units": [(key, place_label(key, str(quarter))) for key in held],
        "unit": unit,
        "whole": _whole([*city, *units, *streets]),
    }


def _matrix(title: str, rows: list[Any], period: str) -> dict[str, Any]:
    forms = list(dict.fromkeys((row.form, row.period) for row in rows))
    forms.sort(key=lambda one: ("Q" not in one[1], one[0]))
    cells = {(row.place, row.form, row.period): row_of(row) for row in rows}
    order = list(places_of(period))
    places = sorted({row.place for row in rows}, key=order.index)
    return {
        "title": title,
        "forms": [(form_label(form), period) for form, period in forms],
        "rows": [
            {
                "place": place_label(place, period),
                "tally": _whole(row for row in rows if row.place == place),
                "cells": [cells.get((place, *one)) for one in forms],
            }
            for place in places
        ],
    }


def _whole(rows: Iterable[Any]) -> Tally:
    whole, day = Tally(), today()
    for row in rows:
        whole = whole.with_return(row, day)
    return whole
