"""Progress of 入网登记: the city's map by units, a unit's streets, a street's communities."""

from dataclasses import replace
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.registration import queries
from chongyang.registry.permissions import can_read
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.territory.rules.population import aged_of_city
from chongyang.web.parts import maps
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.registration import shares
from chongyang.web.registration.doing import base
from chongyang.web.registration.shares import Share

WIDTH, HEIGHT = 720, 424


def _reach(request: HttpRequest) -> Scope:
    """Whose figures may be seen: those of the role's areas, no person in them."""
    scope, now = scope_of(request), clock_now()
    if may(scope, Can.READ_FIGURES):
        return territory.figure_scope(scope, now=now)
    return replace(scope, persons=(), organisation=None, purpose="figures")


@require_GET
@opens_for(Can.READ_FIGURES, Can.KEEP_REGISTER)
def city(request: HttpRequest) -> HttpResponse:
    """All units within reach: the map beside the table."""
    reach = _reach(request)
    with enter(reach):
        kept = shares.kept_of(reach)
    rows = shares.by_unit(reach, kept)
    context = {**_context(request, rows, kept), "lands": _lands_of(rows), "tiles": _without_land(rows)}
    context["is_city"] = True
    return render(request, "registration/progress.html", context)


def _context(request: HttpRequest, rows: list[Share], kept: shares.Kept) -> dict[str, Any]:
    first, second = queries.targets()
    registered, known = sum(row.registered for row in rows), sum(row.known for row in rows)
    is_whole = not any(row.is_part for row in rows) and len(rows) > 1
    return {
        **base(request, "progress"),
        "rows": sorted(rows, key=lambda row: -(row.of_known or 0)),
        "registered": registered,
        "known": known,
        "share": f"{100 * registered / known:.1f}" if known else "",
        "aged_share": f"{100 * registered / aged_of_city().number:.1f}" if is_whole else "",
        "aged_source": aged_of_city().source,
        "first": first,
        "second": second,
        "clause": queries.CLAUSE.partition("/"),
        "counted_at": kept.counted_at,
        "whole": None,
        "unit": "",
        "is_city": False,
        "is_street": False,
        "here_keeps": may(scope_of(request), Can.KEEP_REGISTER),
    }


@require_GET
@opens_for(Can.READ_FIGURES, Can.KEEP_REGISTER)
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """The streets of one unit."""
    reach = _reach(request)
    with enter(reach):
        kept = shares.kept_of(reach)
    whole = next((row for row in shares.by_unit(reach, kept) if row.key == unit), None)
    if whole is None:
        raise Http404(unit)
    rows = shares.by_street(reach, unit, kept)
    if not can_read(reach):
        rows = shares.cover(rows)
    context = {**_context(request, rows, kept), "whole": whole, "unit": unit}
    return render(request, "registration/progress.html", context)


@require_GET
@opens_for(Can.KEEP_REGISTER)
def street(request: HttpRequest, unit: str, street: int) -> HttpResponse:
    """The communities of one street, counted live; for whoever works there."""
    scope, interval = scope_of(request), shares.street_interval(street)
    rows = queries.count_communities(scope, interval)
    named = territory.area_names([interval[0], *(row.area for row in rows)])
    if not rows and not scope.covers(interval[0]):
        raise Http404(street)
    told = [
        Share(
            str(row.area),
            named[row.area].rpartition("·")[2] or gettext("未分社区"),
            "",
            row.registered,
            row.known,
        )
        for row in rows
    ]
    kept = shares.Kept({}, {}, clock_now())
    context = {**_context(request, told, kept), "unit": unit, "is_street": True}
    context["whole"] = Share(str(street), named[interval[0]] or str(street))
    return render(request, "registration/progress.html", context)


def _community(row: Any, name: str) -> Share:
    """A row of the street's own office has no community."""
    shown = name.rpartition("·")[2] if row.area % 1000 else gettext("未分社区")
    return Share(str(row.area), shown, "", row.registered, row.known)


def _lands_of(rows: list[Share]) -> list[dict[str, Any]]:
    held = {row.code: row for row in rows}
    return [{**land, "row": held.get(land["code"])} for land in _lands()]


def _without_land(rows: list[Share]) -> list[Share]:
    drawn = {land["code"] for land in _lands()}
    return [row for row in rows if row.code not in drawn]


@cache
def _lands() -> tuple[dict[str, Any], ...]:
    """Paths and label places; outlines never change while a process lives."""
    view = maps.view_of_city(WIDTH, HEIGHT)
    told = []
    for outline, path in maps.paths(view):
        x, y = view.place(*maps.heart(outline))
        told.append(
            {"code": outline.code, "name": outline.name, "path": path, "x": x, "top": y - 3, "low": y + 14}
        )
    return tuple(told)
