"""The roster of a week: who works when, how many are needed and there, why it could not be filled."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.scheduling import queries
from chongyang.scheduling.enums import RosterState, ShortWhy
from chongyang.scheduling.operations import week_carers
from chongyang.scheduling.rules.rostering import WEEK, load, monday_of
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.dispatching.asked import day_of, is_own, provider_of
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import WEEKDAYS, key_of, named
from chongyang.workforce import queries as workforce
from chongyang.workforce.rules import skills

DAY = timedelta(days=1)
TONES = {RosterState.DRAFT: "warn", RosterState.PUBLISHED: "good"}
WISHES = {"like": 1, "rather_not": -1, "none": 0}


def week_of(text: str) -> date:
    return monday_of(day_of(text))


def week_url(week: date, provider: UUID | None = None) -> str:
    chosen = f"&provider={provider}" if provider else ""
    return f"{reverse('dispatching_week')}?week={week.isoformat()}{chosen}"


@require_GET
@opens_for(Can.PLAN_VISITS)
def week(request: HttpRequest) -> HttpResponse:
    """One provider's week; 12349 chooses whose."""
    first = week_of(request.GET.get("week", ""))
    provider = provider_of(request, request.GET.get("provider", ""))
    scope = scope_of(request)
    if provider:
        queries.reach_provider(scope, provider)
    row = queries.roster_of(scope, provider, first) if provider else None
    context = _around(scope, first, provider) | {"row": row}
    if row:
        context |= _whole(request, row)
    return private(render(request, "dispatching/week.html", context))


def _around(scope: Any, first: date, provider: UUID | None) -> dict[str, Any]:
    today = timezone.localdate(clock_now())
    return {
        "first": first,
        "last": first + DAY * (WEEK - 1),
        "before": week_url(first - DAY * WEEK, provider),
        "after": week_url(first + DAY * WEEK, provider),
        "provider": provider,
        "providers": [] if is_own(scope) else _providers(scope, first),
        "is_past": first + DAY * WEEK <= today,
        "tab": "week",
    }


def _providers(scope: Any, first: date) -> list[tuple[UUID, str]]:
    """Whoever has carers within reach."""
    names = territory.organisation_names(workforce.employers(scope, first))
    return sorted(names.items(), key=lambda one: one[1])


def _whole(request: HttpRequest, row: Any) -> dict[str, Any]:
    scope = scope_of(request)
    days = [row.week + DAY * number for number in range(WEEK)]
    shifts = queries.shifts_of(scope, row)
    demands = queries.demand_rows(scope, row)
    carers = week_carers(row.organisation, row.week)
    state = RosterState.of(row.state)
    return {
        "state": gettext(state.label),
        "tone": TONES[state],
        "is_draft": state == RosterState.DRAFT,
        "days": [(day, gettext(WEEKDAYS[day.weekday()])) for day in days],
        "lines": _lines(carers, days, shifts, queries.wishes_of(scope, row)),
        "needs": _needs(days, shifts, demands, carers),
        "reasons": [_reason(one, {str(one.id): one.name for one in carers}) for one in row.reasons],
        "kinds": [(one.key, named(one), _hours(one)) for one in load().shifts.values()],
        "skills": [(key, workforce.told_skill(key)) for key in skills.skills()],
        "carers": [(one.id, one.name) for one in carers],
        **_cell(request, days, shifts),
        "has_shifts": bool(shifts),
        "has_needs": any(one.count for one in demands),
    }


def _cell(request: HttpRequest, days: list[date], shifts: Any) -> dict[str, Any]:
    """The cell that was pressed, as it stands: the form below begins with it."""
    chosen, on = key_of(request.GET.get("carer", "")), _chosen_day(request.GET.get("day", ""), days)
    now = next((one for one in shifts if (one.carer, one.day) == (chosen, on)), None)
    return {
        "chosen": chosen,
        "on": on,
        "now_kind": now.kind if now else "",
        "now_pinned": bool(now and now.pinned),
    }


def _chosen_day(text: str, days: list[date]) -> date:
    today = timezone.localdate(clock_now())
    asked = next((one for one in days if one.isoformat() == text), None)
    return asked or next((one for one in days if one >= today), days[0])


def _hours(kind: Any) -> str:
    first, last = (f"{int(one) // 60:02}:{int(one) % 60:02}" for one in kind.hours)
    return f"{first}–{last}"


def _lines(carers: Any, days: list[date], shifts: Any, wishes: Any) -> list[dict[str, Any]]:
    """A line a carer with her seven days and the hours of the week."""
    kinds = load().shifts
    held = {(one.carer, one.day): one for one in shifts}
    wished = {(one.carer, one.day): one for one in wishes}
    found = []
    for carer in carers:
        own = [held.get((carer.id, day)) for day in days]
        minutes = sum(kinds[one.kind].slot.minutes for one in own if one and one.kind in kinds)
        cells = [
            {
                "day": day,
                "label": named(kinds[one.kind]) if one and one.kind in kinds else "",
                "kind": one.kind if one else "",
                "pinned": bool(one and one.pinned),
                "wish": _wish(wished.get((carer.id, day))),
            }
            for day, one in zip(days, own, strict=True)
        ]
        found.append({"row": carer, "cells": cells, "hours": minutes / 60, "most": carer.weekly_minutes / 60})
    return found


def _wish(row: Any) -> str:
    if row is None:
        return ""
    kind = load().shifts.get(row.kind)
    what = named(kind) if kind else gettext("全天")
    return (gettext("想上：%(what)s") if row.weight > 0 else gettext("不想上：%(what)s")) % {"what": what}


def _needs(days: list[date], shifts: Any, demands: Any, carers: Any) -> list[dict[str, Any]]:
    """By shift and skill, for each day: how many there are of how many."""
    held = workforce.skills_on([one.id for one in carers], days[-1])
    there: Counter[tuple[date, str, str]] = Counter()
    for one in shifts:
        for skill in ("", *held.get(one.carer, ())):
            there[one.day, one.kind, skill] += 1
    asked = {(one.day, one.kind, one.skill): one for one in demands}
    lines = sorted({(one.kind, one.skill) for one in demands}, key=lambda one: (one[0], one[1]))
    return [
        {
            "kind": named(load().shifts[kind]) if kind in load().shifts else kind,
            "skill": workforce.told_skill(skill) if skill else gettext("人数"),
            "cells": [_need(day, there[day, kind, skill], asked.get((day, kind, skill))) for day in days],
        }
        for kind, skill in lines
    ]


def _need(day: date, there: int, row: Any) -> dict[str, Any]:
    count = row.count if row else 0
    told = {"day": day, "there": there, "count": count, "short": there < count}
    return told | {"by_hand": bool(row and row.by_hand)}


def _reason(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """One reason with the day, the shift, the skill and the carer that it is about."""
    about = [names.get(one["carer"], "") if one.get("carer") else ""]
    if one.get("shift") in load().shifts:
        about.append(named(load().shifts[one["shift"]]))
    about.append(workforce.told_skill(one["skill"]) if one.get("skill") else "")
    day = date.fromisoformat(one["day"]) if one.get("day") else None
    missing = one["missing"] if one["why"] in ("nobody", "too_few") else 0
    minutes = one["missing"] if one["why"] == "hours" else 0
    return {
        "why": gettext(ShortWhy.of(one["why"]).label),
        "day": day if one["why"] != "hours" else None,
        "about": " · ".join(part for part in about if part),
        "missing": missing,
        "hours": -(-minutes // 60),
    }
