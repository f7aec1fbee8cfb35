"""Looking on: stages by county for leaders, and public progress by number and code."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.approvals import queries
from chongyang.approvals.queries.overview import CITY
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.departments import name_of
from chongyang.core.measuring import Days
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.approvals import showing
from chongyang.web.approvals.doing import Tried, base, clock_words, shown, today
from chongyang.web.parts.doors import opens_beyond_persons, scope_of

YEAR = 365
APP, ACTION = "chongyang", "approvals_progress"
RATES = {ACTION: "5/15m/key,100/15m/ip"}
"""Wrong answers for one number, and from one address: as the sign-in counts wrong passwords."""


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS, Can.HANDLE_APPROVALS)
def overview(request: HttpRequest) -> HttpResponse:
    """Stages by county over the last year, and what is late now."""
    scope, context = scope_of(request), base(request, "overview")
    now, day = context["now"], today()
    period = Days(day - timedelta(days=YEAR - 1), day + timedelta(days=1))
    counted = queries.tally(scope, period, now)
    context |= {
        "stages": [_stage(stage, counted.get(CITY, {})) for stage in catalogue.load().stages],
        "units": [
            {
                "name": unit.name,
                "cells": [counted[unit.key].get(stage.name) for stage in catalogue.load().stages],
            }
            for unit in territory.list_reporting_units()
            if unit.key in counted
        ],
        "late": [_late(one, now) for one in queries.list_late(scope, now)],
    }
    return shown(request, "approvals/overview.html", context, None)


def _stage(stage: Any, counted: Any) -> dict[str, Any]:
    return {
        "label": gettext(stage.label),
        "lead": showing.lead_of(stage),
        "days": stage.workdays,
        "told": counted.get(stage.name),
    }


def _late(one: Any, now: Any) -> dict[str, Any]:
    stage = catalogue.load().stage(one.stage)
    return {
        "one": one,
        "stage": gettext(stage.label),
        "item": gettext(stage.item(one.item).label) if one.item else gettext("受理申请"),
        "department": name_of(one.department) if one.department else gettext("综合窗口"),
        "clock": clock_words(one.due_at, now),
    }


@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """How far a project is, by its number and code; they are posted, so that no address holds them."""
    context, tried = base(request, "progress"), None
    if request.method == "POST":
        number, code = request.POST.get("number", "")[:20], request.POST.get("code", "")[:20]
        told = {
            "request": request,
            "app": APP,
            "action": ACTION,
            "config": RATES,
            "key": f"progress:{number}",
        }
        found = None
        if ratelimit.consume(**told, dry_run=True):
            found = queries.find_progress(number, code, context["now"])
            why = gettext("没有这个编号，或校验码不对。编号和校验码印在受理通知书上。")
        else:
            why = gettext("试得太多了，请十五分钟后再查。")
        if found is None:
            ratelimit.consume(**told)
            tried = Tried("progress", {"number": why}, defaultdict(str, number=number))
        context["found"] = found
    return shown(request, "approvals/progress.html", context, tried)
