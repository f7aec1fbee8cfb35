"""The dispatcher's desk: a day by carer, on the map, who is left out and why; one visit with its reasons."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import system_scope
from chongyang.orders import queries as orders
from chongyang.scheduling import queries
from chongyang.scheduling.enums import LeftWhy, PinWhy, PlanState
from chongyang.scheduling.operations import providers_of
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.dispatching import lanes, routes
from chongyang.web.dispatching.asked import board_url, day_of, is_own, provider_of
from chongyang.web.dispatching.jobs import jobs_of
from chongyang.web.dispatching.keys import keys_for
from chongyang.web.parts import ordered
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.workforce import queries as workforce

DAY = timedelta(days=1)
TONES = {PlanState.DRAFT: "warn", PlanState.PUBLISHED: "good", PlanState.REPLACED: ""}
MOVABLE = "accepted"
COUNTED = ("unskilled", "forbidden", "busy")


@require_GET
@opens_for(Can.PLAN_VISITS)
def board(request: HttpRequest) -> HttpResponse:
    """A day: its plans, the chart, the map, who is left out, who is away."""
    day = day_of(request.GET.get("day", ""))
    provider = provider_of(request, request.GET.get("provider", ""))
    context = (
        _days(day, provider) | _plans(request, day, provider) | jobs_of(scope_of(request), day, provider)
    )
    return private(render(request, "dispatching/board.html", context))


def _days(day: date, provider: UUID | None) -> dict[str, Any]:
    today = timezone.localdate(clock_now())
    return {
        "day": day,
        "is_today": day == today,
        "is_past": day < today,
        "before": board_url(day - DAY, provider),
        "after": board_url(day + DAY, provider),
        "today": board_url(today, provider),
        "provider": provider,
        "tab": "day",
    }


def _plans(request: HttpRequest, day: date, provider: UUID | None) -> dict[str, Any]:
    scope = scope_of(request)
    plans = queries.newest_plans(scope, day, organisation=provider)
    rows, left = queries.visits_of(scope, plans), queries.left_of(scope, plans)
    held = orders.get_many(scope, {one.order for one in rows} | {one.order for one in left})
    rows = [one for one in rows if one.order in held]
    carers = lanes.carers_of(scope, plans)
    drafts = [one for one in plans if one.state == PlanState.DRAFT]
    waiting = providers_of(scope, day)
    return {
        "plans": [_told(one) for one in plans],
        "drafts": drafts,
        "lanes": lanes.lanes_of(carers, rows, held),
        "hours": lanes.HOURS,
        "routes": routes.routes_of(carers, rows, held),
        "left": [_left(one, held[one.order]) for one in left if one.order in held],
        "refused": _refused(rows, held),
        "away": _away(scope, day),
        "providers": [] if is_own(scope) else _providers(waiting, plans),
        "to_plan": len([one for one in waiting if provider in (None, one)]),
    }


def _told(plan: Any) -> dict[str, Any]:
    state = PlanState.of(plan.state)
    name = territory.organisation_names([plan.organisation]).get(plan.organisation, "")
    return {"row": plan, "name": name, "state": gettext(state.label), "tone": TONES[state]}


def _providers(waiting: list[UUID], plans: list[Any]) -> list[tuple[UUID, str]]:
    keys = {*waiting, *(one.organisation for one in plans)}
    return sorted(territory.organisation_names(keys).items(), key=lambda one: one[1])


def _left(row: Any, order: Any) -> dict[str, Any]:
    skills = "、".join(workforce.told_skill(one) for one in row.skills)
    why = gettext(LeftWhy.of(row.reason).label)
    return ordered.shown(order, clock_now()) | {"why": f"{why}（{skills}）" if skills else why}


def _refused(rows: list[Any], held: dict[UUID, Any]) -> list[dict[str, Any]]:
    found = {one.order: one.outcome for one in rows if one.outcome}
    return [ordered.shown(held[key], clock_now()) | {"why": why} for key, why in found.items()]


def _away(scope: Any, day: date) -> list[str]:
    """Who is away at noon of the day, or now on the day itself."""
    from chongyang.web.dispatching.asked import moment_of

    at = clock_now() if day == timezone.localdate(clock_now()) else moment_of(day, "12:00")
    return [one.carer.name for one in workforce.list_away(scope, at)] if at else []


@require_GET
@opens_for(Can.PLAN_VISITS)
def one(request: HttpRequest, order: UUID) -> HttpResponse:
    """One order: who comes and why, what is fixed, and the forms to fix or move it."""
    scope = scope_of(request)
    row = orders.access_order(scope, order)
    day = timezone.localdate(row.from_at)
    plans = queries.newest_plans(scope, day, organisation=row.organisation)
    rows = [one for one in queries.visits_of(scope, plans) if one.order == order]
    left = [one for one in queries.left_of(scope, plans) if one.order == order]
    pin = queries.pins_of(scope, [order]).get(order)
    carers = _choices(row, day)
    context = {
        "one": ordered.shown(row, clock_now()),
        "row": row,
        "board": board_url(day, None if not is_own(scope) else row.organisation),
        "parts": [_part(one, dict(carers)) for one in rows],
        "left": [_left(one, row)["why"] for one in left],
        "pin": pin,
        "pin_why": gettext(PinWhy.of(pin.reason).label) if pin else "",
        "pinned": [dict(carers).get(one, "") for one in pin.carers] if pin else [],
        "carers": carers,
        "chosen": [one.carer for one in rows] or (list(pin.carers) if pin else []),
        "starts": rows[0].from_at if rows else row.from_at,
        "reasons": [(value, gettext(label)) for value, label in PinWhy.choices() if value != PinWhy.MOVED],
        "places": range(row.people),
        "may_move": row.state == MOVABLE,
        "has_plan": bool(plans),
        "keys": keys_for(scope, row),
        "comes": [one.carer for one in rows][:1],
        "bring": _bring(rows),
    }
    return private(render(request, "dispatching/order.html", context))


def _bring(rows: list[Any]) -> str:
    """Who must bring the key, because nobody comes who holds it."""
    keys = [UUID(key) for one in rows for key in (one.why or {}).get("bring_key", ())]
    return "、".join(sorted(set(workforce.names_of(keys).values())))


def _choices(row: Any, day: date) -> list[tuple[UUID, str]]:
    """The carers of the order's provider, by name; the order was reached, so are their names."""
    if row.organisation is None:
        return []
    held = workforce.list_carers(
        scope=system_scope("carers to choose"), organisation=row.organisation, on=day
    )
    return sorted(((one.id, one.name) for one in held), key=lambda one: (one[1], one[0]))


def _part(row: Any, names: dict[UUID, str]) -> dict[str, Any]:
    """One carer's part with its reasons; large plans keep no alternatives."""
    why = row.why or {}
    others = [(names.get(UUID(one["carer"]), ""), round(one["more"])) for one in why.get("alternatives", ())]
    return {
        "row": row,
        "name": names.get(row.carer, ""),
        "needs": "、".join(workforce.told_skill(one) for one in why.get("needs", ())),
        "knows": why.get("known"),
        "added": round(why["added_travel"]) if "added_travel" in why else None,
        "others": others,
        "counts": {name: why.get(name, 0) for name in COUNTED} if "busy" in why else None,
    }
