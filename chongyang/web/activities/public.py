"""What is offered: open to everybody, with the places left. No sign-in."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.activities import queries
from chongyang.activities.enums import HostKind, Kind, LessonState
from chongyang.activities.rules import lists
from chongyang.core.scopes import Interval, interval_of
from chongyang.territory import queries as territory
from chongyang.web.activities import doing
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.ordered import WEEKDAYS

PAGE = 30
CODES = (6, 9)


def _within(code: str) -> Interval | None:
    """A county or street that exists; anything else is the whole city."""
    if not (code.isascii() and code.isdigit() and len(code) in CODES):
        return None
    try:
        territory.get_area(code)
    except territory.UnknownArea:
        return None
    return interval_of(code)


def wanted_of(request: HttpRequest) -> queries.Wanted:
    """What the address asks for; rubbish asks for nothing."""
    told = request.GET
    weekday, kind = told.get("day", ""), told.get("kind", "")
    subject = told.get("subject", "")
    return queries.Wanted(
        kind=kind if kind in {one.value for one in Kind} else "",
        subject=subject if subject in lists.entries("subjects") else "",
        weekday=int(weekday) if weekday in set("1234567") else 0,
        within=_within(told.get("area", "")),
        has_places=bool(told.get("free")),
    )


def filters_of(request: HttpRequest, wanted: queries.Wanted) -> dict[str, Any]:
    """The choices of the form above the list."""
    area = request.GET.get("area", "")
    return {
        "wanted": wanted,
        "subjects": doing.choices("subjects"),
        "weekdays": list(enumerate(WEEKDAYS, 1)),
        "kinds": Kind.choices(),
        "counties": [(one.code, one.name, one.code == area) for one in territory.list_areas("county")],
        "is_filtered": wanted != queries.Wanted(),
    }


def found_of(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """A page of the list, and where the next begins."""
    wanted = wanted_of(request)
    after = _after(request)
    rows = queries.list_offered(wanted, context["today"], after=after, limit=PAGE + 1)
    query = request.GET.copy()
    query.pop("after", None)
    return filters_of(request, wanted) | {
        "rows": doing.shown_all(rows[:PAGE], context["now"]),
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "query": query.urlencode(),
    }


def _after(request: HttpRequest) -> Any:
    key = doing.key_of(request.GET.get("after", ""))
    if key is None:
        return None
    try:
        row = queries.access_public(key)
    except queries.NotFound:
        return None
    return row.starts_on, row.id


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Courses and journeys for which one can enrol, now or soon."""
    context = doing.base(request, "listed")
    return render(request, "activities/listed.html", context | found_of(request, context))


@require_GET
def one(request: HttpRequest, offering: UUID) -> HttpResponse:
    """One of them: lessons, price, who may, the rule of cancellation."""
    try:
        row = queries.access_public(offering)
    except queries.NotFound as error:
        raise Http404 from error
    context = doing.base(request, "listed") | doing.shown(row, doing.clock_now())
    lessons = queries.lessons_of(row.id)
    context |= {
        "lessons": [held for held in lessons if held.state == LessonState.PLANNED],
        "host_kind": HostKind.of(row.host.kind).label,
        "areas": [territory.area_name(interval_of(code)[0]) for code in row.areas],
        "health": [doing.entry_words("health", key) for key in row.route.health] if row.route else [],
        "points": points_of(row.route) if row.route else [],
        "signed_in": scope_of(request).actor.account is not None,
    }
    return render(request, "activities/offering.html", context)


def points_of(route: Any) -> list[dict[str, Any]]:
    """The stops that have a place on the map."""
    return [
        {"longitude": one["longitude"], "latitude": one["latitude"], "label": one["name"], "kind": "facility"}
        for one in route.stops
        if "longitude" in one
    ]


@require_GET
def routes(request: HttpRequest) -> HttpResponse:
    """The travel routes and who offers them."""
    context = doing.base(request, "routes")
    context["rows"] = [
        {"row": row, "effort": doing.entry_words("efforts", row.effort)} for row in queries.list_routes()
    ]
    return render(request, "activities/routes.html", context)


@require_GET
def route(request: HttpRequest, route: UUID) -> HttpResponse:
    """One route: the days on the map, what health must allow, insurance, departures."""
    try:
        row = queries.access_route(route)
    except queries.NotFound as error:
        raise Http404 from error
    context = doing.base(request, "routes")
    offered = queries.list_offered(queries.Wanted(kind=Kind.JOURNEY.value), context["today"])
    context |= {
        "row": row,
        "effort": doing.entry_words("efforts", row.effort),
        "health": [doing.entry_words("health", key) for key in row.health],
        "points": points_of(row),
        "departures": doing.shown_all([one for one in offered if one.route_id == row.id], context["now"]),
    }
    return render(request, "activities/route.html", context)


@require_GET
def hosts(request: HttpRequest) -> HttpResponse:
    """Schools, centres and bases."""
    context = doing.base(request, "hosts")
    rows = queries.list_hosts(_within(request.GET.get("area", "")))
    context["rows"] = [{"row": row, "kind": HostKind.of(row.kind).label} for row in rows]
    context |= filters_of(request, queries.Wanted())
    return render(request, "activities/hosts.html", context)
