"""The pages of scenarios: the list, a new one, its figures, two beside each other, the costs of a reading."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.policy.rules.asking import parameters_of
from chongyang.policy.rules.engine.values import short_name
from chongyang.policy.rules.programmes import load_programmes
from chongyang.scenarios import operations, queries
from chongyang.scenarios.rules import tables
from chongyang.scenarios.rules.changes import FUNDS, Change, UnableToSimulate, read_changes
from chongyang.scenarios.rules.running import Asked
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.scenarios import charts, leaving, making, shown
from chongyang.web.scenarios.words import LEVELS, find_parameter, level_word, programme_word

FEW, MOST = 2, 4
READING_YEARS = 3
OVERLAY = ("overlay", "overlay_area", "overlay_value", "overlay_payer")
AGAIN = N_("已按今天的数据重新测算。")
AWAY = N_("已收起，仍可从“已收起”中查看。")
PICK_TWO = N_("请选择二至四个方案来比较。")
PLACE = N_("第 %(place)s 项改动：%(reason)s")


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _known(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except queries.NotFound as error:
        raise Http404 from error


@require_GET
@opens_for(Can.RUN_SCENARIOS)
def overview(request: HttpRequest) -> HttpResponse:
    """The kept scenarios, and the programmes to begin a new one with."""
    scope, now = scope_of(request), clock_now()
    put_away = request.GET.get("away") == "1"
    rows = queries.list_scenarios(scope, now=now, put_away=put_away)
    names = territory.names_of(row.made_by for row in rows if row.made_by)
    context = {
        "rows": [(row, names.get(row.made_by) if row.made_by else None) for row in rows],
        "put_away": put_away,
        "programmes": load_programmes(),
    }
    return _private(render(request, "scenarios/overview.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.RUN_SCENARIOS)
def new(request: HttpRequest) -> HttpResponse:
    """Today's values of the chosen programmes; what is changed here is simulated."""
    scope, now = scope_of(request), clock_now()
    copied = _copied(request)
    changes = _changes_of(copied) if copied else ()
    words = request.POST if request.method == "POST" else request.GET
    codes = words.getlist("programme") or making.programmes_of(changes)
    groups = making.groups_of(codes, now.year, changes, request.POST.dict())
    if not groups:
        return redirect("scenarios")
    told = _told(request, copied, now.year)
    if request.method == "POST":
        made = _made(request, groups, told)
        if made is not None:
            return redirect("scenarios_one", made)
    context = {
        "groups": groups,
        "told": told,
        "overlay": {name: request.POST.get(name, "")[:60] for name in OVERLAY},
        "levels": list(LEVELS.items()),
        "funds": list(FUNDS.items()),
        "counties": making.counties_within(queries.intervals_of(scope, now)),
        "raisable": {short_name(row): row for group in groups for row in group.raisable},
    }
    return _private(render(request, "scenarios/new.html", context))


def _changes_of(copied: Any) -> tuple[Change, ...]:
    """What still can be changed today; the rest is left out of the form."""
    changes: tuple[Change, ...] = ()
    for row in copied.changes:
        try:
            changes += read_changes([row])
        except UnableToSimulate:
            continue
    return changes


def _copied(request: HttpRequest) -> Any:
    """The scenario to begin with, if the address names one within reach."""
    try:
        key = UUID(request.GET.get("like", ""))
    except ValueError:
        return None
    return _known(lambda: queries.access_scenario(scope_of(request), key, now=clock_now()))


def _told(request: HttpRequest, copied: Any, year: int) -> dict[str, Any]:
    """Name and years as typed, else as copied, else as usual."""
    words = request.POST
    return {
        "name": words.get("name", f"{copied.name} 2" if copied else "")[:200],
        "first_year": words.get("first_year", str(copied.first_year if copied else year))[:30],
        "years": words.get("years", str(copied.years if copied else making.DEFAULT_YEARS))[:30],
        "from_year": words.get("from_year", "")[:30],
        "goes_on": words.get("goes_on") == "1" if request.method == "POST" else True,
    }


def _made(request: HttpRequest, groups: list[making.Group], told: dict[str, Any]) -> UUID | None:
    """The new scenario; None where it is refused, with the sentence told."""
    form = {name: str(value) for name, value in request.POST.items()}
    try:
        changes = making.changes_told(form, groups, making.whole_of(told["from_year"], 0))
        row = operations.make_scenario(
            name=told["name"],
            changes=changes,
            first_year=making.whole_of(told["first_year"], -1),
            years=making.whole_of(told["years"], -1),
            goes_on=told["goes_on"],
            scope=scope_of(request),
            now=clock_now(),
        )
    except making.UnableToRead as refused:
        messages.error(request, str(refused))
    except UnableToSimulate as refused:
        reason = gettext(refused.reason)
        words = {"place": refused.place, "reason": reason}
        messages.error(request, gettext(PLACE) % words if refused.place else reason)
    else:
        return row.id
    return None


@require_GET
@opens_for(Can.RUN_SCENARIOS)
def one(request: HttpRequest, scenario: UUID) -> HttpResponse:
    """The figures of a scenario, whole or of one county, programme or payer."""
    scope, now = scope_of(request), clock_now()
    kept = _known(lambda: queries.get_kept(scope, scenario, now=now))
    context = shown.context_of(kept, shown.chosen_of(kept, request.GET))
    others = [row for row in queries.list_scenarios(scope, now=now) if row.id != scenario]
    return _private(render(request, "scenarios/one.html", context | {"others": others}))


@require_POST
@opens_for(Can.RUN_SCENARIOS)
def again(request: HttpRequest, scenario: UUID) -> HttpResponse:
    """Run it once more over the rows of today."""
    try:
        _known(lambda: operations.run_scenario(scenario=scenario, scope=scope_of(request), now=clock_now()))
    except UnableToSimulate as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, AGAIN)
    return redirect("scenarios_one", scenario)


@require_POST
@opens_for(Can.RUN_SCENARIOS)
def put_away(request: HttpRequest, scenario: UUID) -> HttpResponse:
    """Out of the list; the figures stay."""
    _known(lambda: operations.put_away(scenario=scenario, scope=scope_of(request), now=clock_now()))
    messages.success(request, AWAY)
    return redirect("scenarios")


@require_GET
@opens_for(Can.RUN_SCENARIOS)
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four scenarios beside each other and beside today."""
    keys = _keys(request.GET.getlist("s"))
    if not FEW <= len(keys) <= MOST:
        messages.error(request, PICK_TWO)
        return redirect("scenarios")
    kept = _known(lambda: queries.compare(scope_of(request), keys, now=clock_now()))
    context = {"all": kept, "tables": _compared(kept), "keys": keys}
    return _private(render(request, "scenarios/compare.html", context))


def _keys(texts: list[str]) -> list[UUID]:
    keys = []
    for text in texts[: MOST + 1]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(keys))


def _compared(kept: list[queries.Kept]) -> list[dict[str, Any]]:
    """A table by year, payer, county and programme: what each scenario costs more than today."""
    kinds: tuple[tuple[str, Callable[[Any], Any], Callable[[Any], str]], ...] = (
        (N_("按年度"), lambda row: row.year, str),
        (N_("按负担财政"), lambda row: row.level, level_word),
        (N_("按县（市、区）"), lambda row: row.area, territory.area_name),
        (N_("按项目"), lambda row: row.programme, programme_word),
    )
    return [{"title": title, "rows": _rows(kept, key, word)} for title, key, word in kinds]


def _rows(
    kept: list[queries.Kept], key: Callable[[Any], Any], word: Callable[[Any], str]
) -> list[dict[str, Any]]:
    held = [{line.key: line for line in tables.by(one.sums, key)} for one in kept]
    none = tables.Line("", 0, 0)
    names = sorted({name for lines in held for name in lines})
    return [
        {
            "name": word(name),
            "cells": [_cell(lines.get(name, none)) for lines in held],
        }
        for name in names
    ]


def _cell(line: tables.Line) -> dict[str, str]:
    return {
        "scenario": charts.in_ten_thousands(line.scenario_fen),
        "more": charts.more_words(line.more_fen) if line.more_fen else "—",
    }


@require_POST
@opens_for(Can.RUN_SCENARIOS)
def export(request: HttpRequest) -> HttpResponse:
    """One or several scenarios as CSV or XLSX; written down."""
    keys, form = _keys(request.POST.getlist("s")), request.POST.get("form", "csv")
    if not 1 <= len(keys) <= MOST:
        messages.error(request, PICK_TWO)
        return redirect("scenarios")
    scope, now, kind = scope_of(request), clock_now(), "xlsx" if form == "xlsx" else "csv"
    kept = _known(lambda: queries.compare(scope, keys, now=now))
    operations.note_export(scenarios=keys, form=kind, scope=scope, now=now)
    return leaving.file_of(kept, kind)


@require_GET
@opens_for(Can.RUN_SCENARIOS)
def reading(request: HttpRequest, name: str) -> HttpResponse:
    """What each reading of an interpretation would cost within the reader's areas, computed now."""
    held = find_parameter(name)
    if held is None or not held.alternatives:
        raise Http404(name)
    scope, now = scope_of(request), clock_now()
    programmes = tuple(
        one.code
        for one in load_programmes()
        if any(short_name(row) == name for row in parameters_of(one.code))
    )
    in_use = making.city_values(now.year).choices.get(name, held.default)
    rows = [_cost(request, name, code, programmes) for code in held.alternatives] if programmes else []
    context = {
        "parameter": held,
        "name": name,
        "rows": [
            {"words": gettext(held.alternatives[code]), "is_in_use": code == in_use, **cost}
            for code, cost in zip(held.alternatives, rows, strict=False)
        ],
        "programmes": [programme_word(code) for code in programmes],
        "first_year": now.year,
        "last_year": now.year + READING_YEARS - 1,
        "within": [territory.area_name(first) for first, _ in queries.intervals_of(scope, now)],
    }
    return _private(render(request, "scenarios/reading.html", context))


def _cost(request: HttpRequest, name: str, code: str, programmes: tuple[str, ...]) -> dict[str, Any]:
    now = clock_now()
    change = Change(name=name, kind="choice", choice=code)
    asked = Asked(changes=(change,), first_year=now.year, years=READING_YEARS, programmes=programmes)
    found = queries.simulate(scope_of(request), asked, now=now)
    line, heads = tables.total(found.sums), tables.whole(found.effects)
    levels = tables.by(found.sums, lambda one: one.level)
    return {
        "scenario": charts.in_ten_thousands(line.scenario_fen),
        "more": charts.more_words(line.more_fen) if line.more_fen else "—",
        "parts": [
            (level_word(row.key), charts.in_ten_thousands(row.scenario_fen))
            for row in levels
            if row.scenario_fen
        ],
        "gains": heads.gains,
        "loses": heads.loses,
    }
