"""The pages of the cockpit: the city by units, one unit by streets, the stream of the live strip."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.queries import counts
from chongyang.core.scopes import Scope, subtract
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.places import CITY, load_places
from chongyang.registry.permissions import can_read
from chongyang.territory import queries as territory
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can
from chongyang.territory.rules.reference import ReportingUnit, load_reporting_units
from chongyang.web.cockpit import shown
from chongyang.web.cockpit.figures import AGED_60, FIGURES, FIRST, Figure
from chongyang.web.cockpit.goals import goals_of
from chongyang.web.cockpit.numbers import KeyOf, Numbers, gather, total_of, values_of
from chongyang.web.cockpit.places import Place, street_key_of, streets_within, unit_key_of, units_within
from chongyang.web.cockpit.pulse import strip_context, strip_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.middleware import own_transaction
from chongyang.web.parts.progress import progress_of_plans
from chongyang.web.parts.streams import read_scope, stream

EVERY_SECONDS = 60
"""So often a wall asks for fresh numbers; the live strip comes by itself."""


@require_GET
@opens_for(Can.READ_FIGURES)
def city(request: HttpRequest, figure: str = FIRST) -> HttpResponse:
    """One figure of all units within reach."""
    reach = territory.figure_scope(scope_of(request), now=clock_now())
    places, chosen = units_within(reach.intervals), _figure(figure)
    context = _context(request, reach, chosen, places, unit_key_of)
    context |= {"lands": shown.lands_of(context["rows"]), "tiles": shown.without_land(context["rows"])}
    context |= {"plans": progress_of_plans(), **strip_context(reach)}
    context["goals"] = goals_of(reach, _whole_within(reach), chosen, _today())
    return render(request, "cockpit/cockpit.html", context)


@require_GET
@opens_for(Can.READ_FIGURES)
def unit(request: HttpRequest, figure: str, unit: str) -> HttpResponse:
    """One figure of the streets of one unit within reach."""
    reach = territory.figure_scope(scope_of(request), now=clock_now())
    whole = next((place for place in units_within(reach.intervals) if place.key == unit), None)
    if whole is None:
        raise Http404(unit)
    inside = replace(reach, intervals=_inside(_unit(unit), reach))
    streets = streets_within(unit, reach.intervals)
    context = _context(request, inside, _figure(figure), streets, street_key_of, whole)
    context["whole_name"], context["whole_other_name"] = shown.names_of(whole)
    if not whole.is_part:
        context["goals"] = goals_of(reach, unit, _figure(figure), _today())
    return render(request, "cockpit/cockpit_unit.html", context)


@require_GET
@opens_for(Can.READ_FIGURES)
def street(request: HttpRequest, street: int) -> HttpResponse:
    """All figures of one street that lies wholly within reach, and what the plan asks of it."""
    reach = territory.figure_scope(scope_of(request), now=clock_now())
    held = load_places(_today()).get(str(street))
    if held is None or held.level is not Level.STREET or subtract(held.intervals, reach.intervals):
        raise Http404(str(street))
    inside, place = replace(reach, intervals=held.intervals), Place(key=held.key, name=held.name)
    with enter(inside):
        numbers = gather(inside, clock_now())
    context = {
        "street": held,
        "groups": shown.figures_of(numbers, place, covers=not can_read(reach)),
        "counted_at": numbers.counted_at,
        "unit": load_places(_today()).get(held.unit),
        "goals": goals_of(reach, held.key, None, _today()),
    }
    return render(request, "cockpit/cockpit_street.html", context)


def _whole_within(reach: Scope) -> str:
    """The city for whoever has it whole, or the first unit or street that is wholly a reader's own."""
    places = load_places(_today())
    own = (place for place in places.values() if not subtract(place.intervals, reach.intervals))
    return next((place.key for place in own), CITY)


def _today() -> date:
    return timezone.localdate(clock_now())


@own_transaction
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """The live strip as it changes."""
    scope = read_scope(request)
    try:
        reach = _reach_of_stream(scope)
    except NotAllowed:
        return HttpResponse(status=403)
    return stream(request, [strip_of(reach)], scope)


def _reach_of_stream(scope: Scope) -> Scope:
    with enter(scope):
        return territory.figure_scope(scope, now=clock_now())


def _context(
    request: HttpRequest,
    reach: Scope,
    figure: Figure,
    places: tuple[Place, ...],
    key_of: KeyOf,
    whole: Place | None = None,
) -> dict[str, Any]:
    """What both pages show. Numbers are read in the reach, which holds areas and no person."""
    with enter(reach):
        numbers = gather(reach, clock_now())
    wall, covers = request.GET.get("wall") == "1", not can_read(reach)
    values = values_of(figure, numbers, places, key_of, covers=covers)
    rows, scale = shown.rows_of(figure, values, wall)
    around = (whole,) if whole else places
    total = total_of(figure, numbers, around, covers=covers)
    return {
        "figure": figure,
        "figure_url": request.path,
        "clause": figure.clause.partition("/"),
        "rows": [] if _is_missing(figure, numbers) else rows,
        "total": total,
        "total_text": shown.words_of(figure, total),
        "legend": shown.legend_of(figure, scale, rows),
        "chooser": _chooser(numbers, around, figure, whole, wall, covers=covers),
        "counted_at": numbers.counted_at if figure.is_kept else numbers.now,
        "is_missing": _is_missing(figure, numbers),
        "is_below_street": not counts.holds_a_street(reach),
        "is_per_aged": figure.per == AGED_60,
        "whole": whole,
        "wall": wall,
        "every_seconds": EVERY_SECONDS,
    }


def _chooser(
    numbers: Numbers,
    around: tuple[Place, ...],
    figure: Figure,
    whole: Place | None,
    wall: bool,
    *,
    covers: bool,
) -> list[dict[str, Any]]:
    unit, query = (whole.key if whole else ""), ("?wall=1" if wall else "")
    return shown.chooser_of(numbers, around, figure, query, unit, covers=covers)


def _is_missing(figure: Figure, numbers: Numbers) -> bool:
    return figure.is_kept and numbers.counted_at is None


def _figure(key: str) -> Figure:
    if key not in FIGURES:
        raise Http404(key)
    return FIGURES[key]


def _unit(key: str) -> ReportingUnit:
    return next(unit for unit in load_reporting_units() if unit.key == key)


def _inside(unit: ReportingUnit, reach: Scope) -> tuple[tuple[int, int], ...]:
    """The unit's areas as far as they are within reach."""
    pairs = [(max(a, first), min(b, last)) for a, b in unit.intervals for first, last in reach.intervals]
    return tuple((first, last) for first, last in pairs if first <= last)
