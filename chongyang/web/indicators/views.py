"""The pages of indicators: all of one place, one with its places and course, the rows behind a number."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.queries.measuring import Counted
from chongyang.indicators import queries
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.reach import open_below, places_within
from chongyang.indicators.rules.small import is_only_in_tables
from chongyang.registry.permissions import can_read
from chongyang.territory.rules.capabilities import Can
from chongyang.web.indicators import shown
from chongyang.web.indicators.asked import Asked, asked, periods_to_choose
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.lights import NOT_KNOWN, TONES


@require_GET
@opens_for(Can.READ_FIGURES)
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator of one place, by the clause that asks for it."""
    told, today = asked(request), timezone.localdate(clock_now())
    held = _values(told, told.place.level)
    chosen = [row for row in _definitions(told) if told.place.level in row.levels]
    courses = queries.courses_of(told.reach, told.place.key, [row.key for row in chosen])
    lines = []
    for row in chosen:
        value, hides = held.get((row.key, told.place.key)), _is_hidden(request, told, row)
        course = courses.get(row.key, ())
        lines.append(shown.line_of(row, told.place, value, today, hidden=hides, course=course))
    context = _context(told) | {"groups": shown.groups_of(lines), "lights": _counted(lines)}
    context |= {"is_empty": not any(line.value for line in lines)}
    return render(request, "indicators/indicators.html", context)


@require_GET
@opens_for(Can.READ_FIGURES)
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: its words, its targets, the places below, its course, the rows behind it."""
    told = asked(request)
    found, today = _found(key, told), timezone.localdate(clock_now())
    own = _values(told, told.place.level).get((key, told.place.key))
    hides = _is_hidden(request, told, found)
    course = [] if hides else queries.list_trend(told.reach, key, told.place.key)
    line = shown.line_of(found, told.place, own, today, hidden=hides, course=course)
    history = [] if hides else _history(told, found)
    below = _rows_below(request, told, found)
    context = _context(told) | {
        "line": line,
        "is_hidden": hides,
        "clauses": shown.groups_of([line]),
        "terms": shown.terms_of(found, own),
        "facts": shown.facts_of(found),
        "rows": below,
        "has_below": any(row.text != NOT_KNOWN or row.reported for row in below),
        "trend": shown.trend_of(line, course),
        "course": shown.course_of(found, course),
        "formers": shown.formers_of(told.place, told.of(found.span)),
        "accounts": shown.accounts_of(found, history),
        "history": [shown.past_of(found, row) for row in history],
        "versions": shown.versions_of(found),
    }
    return render(request, "indicators/indicator.html", context)


def _rows_below(request: HttpRequest, told: Asked, found: Indicator) -> list[shown.Line]:
    """The places below with their numbers, small numbers of people covered, and what was reported beside."""
    below = open_below(told.place, told.reach.intervals, told.period.days.last)
    places = [place for place in below if place.level in found.levels]
    if not places:
        return []
    values, key = _values(told, places[0].level), found.key
    held = {place.key: values.get((key, place.key)) for place in places}
    inside = {place: row for place, row in held.items() if row}
    hidden = shown.hidden_of(found, inside, covers=not can_read(scope_of(request)))
    beside = queries.list_beside(told.reach, key, told.of(found.span)) if found.is_both else {}
    today = timezone.localdate(clock_now())
    return [
        shown.line_of(
            found,
            place,
            held[place.key],
            today,
            hidden=place.key in hidden,
            beside=beside.get(place.key),
        )
        for place in places
    ]


def _history(told: Asked, found: Indicator) -> list[queries.Former]:
    return queries.list_history(told.reach, found.key, told.place.key, told.of(found.span))


def _is_hidden(request: HttpRequest, told: Asked, found: Indicator) -> bool:
    """Whether this reader sees the place's number in a table alone, among its neighbours."""
    return not can_read(scope_of(request)) and is_only_in_tables(found, told.place.level)


@require_GET
@opens_for(Can.READ_FIGURES)
def value(request: HttpRequest, value: UUID) -> HttpResponse:
    """To the page of one value, by its key: checks of integrity lead here."""
    found = queries.get_value(scope_of(request), value)
    if found is None:
        raise Http404(str(value))
    asked_for = urlencode({"period": found.period, "place": found.place})
    return redirect(f"{reverse('indicator', args=[found.indicator])}?{asked_for}")


@require_GET
@opens_for(Can.READ_FIGURES)
def rows(request: HttpRequest, key: str, part: str) -> HttpResponse:
    """The rows that made a number, for whoever may see them; its own page tells what it is, and notes it."""
    told = asked(request)
    found = _found(key, told)
    term = {"numerator": found.numerator, "denominator": found.denominator}.get(part)
    if term is None:
        raise Http404(part)
    period = told.of(found.span)
    with enter(told.reach):
        drilled = queries.list_rows(told.reach, term, told.place, period, after=_after(request))
    if drilled is None:
        raise Http404(part)
    lines = [(row, _url(drilled.measure.opens, row.row)) for row in drilled.rows]
    context = _context(told) | {"drilled": drilled, "lines": lines, "part": part}
    context |= {"line": shown.line_of(found, told.place, None, timezone.localdate(clock_now()))}
    return render(request, "indicators/rows.html", context)


def _definitions(told: Asked) -> tuple[Indicator, ...]:
    return in_force(told.period.days.last)


def _found(key: str, told: Asked) -> Indicator:
    found = next((row for row in _definitions(told) if row.key == key), None)
    if found is None:
        raise Http404(key)
    return found


def _values(told: Asked, level: Level) -> dict[tuple[str, str], Any]:
    """The values of the quarter and of its year that count, by indicator and place."""
    with enter(told.reach):
        quarter = queries.get_values(told.reach, told.period, level)
        return quarter | queries.get_values(told.reach, told.year, level)


def _context(told: Asked) -> dict[str, Any]:
    held = {place.key: place for place in places_within(told.reach.intervals, told.period.days.last)}
    held.setdefault(told.place.key, told.place)
    places = [(place.key, shown.name_of(place)) for place in held.values()]
    return {
        "asked": told,
        "place_name": shown.name_of(told.place),
        "places": places,
        "periods": [str(period) for period in periods_to_choose(told)],
        "query": f"period={told.period}&place={told.place.key}",
    }


def _counted(lines: list[shown.Line]) -> list[tuple[str, str, int]]:
    """How many lines show each light: (words, tone, number)."""
    return [
        (light.label, tone, sum(line.light is light for line in lines if line.goals and line.value))
        for light, tone in TONES.items()
    ]


def _after(request: HttpRequest) -> Counted | None:
    area, _, row = request.GET.get("after", "").partition(".")
    if not area:
        return None
    if not (
        area.isascii()
        and area.isdigit()
        and len(area) == 12
        and len(row) <= 36
        and row.isascii()
        and row.isprintable()
    ):
        raise Http404(area[:12])
    return Counted(int(area), row)


def _url(name: str, row: str) -> str:
    try:
        return reverse(name, args=[row]) if name else ""
    except NoReverseMatch:
        return ""
