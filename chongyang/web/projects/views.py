"""The library as list, map, Gantt, curve, by leader; envelopes, and what waits for people."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.projects import queries
from chongyang.projects.enums import Batch, Milestone, MoneySource, Sector, Stage
from chongyang.projects.queries import Line
from chongyang.projects.rules.batches import WORDS
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_beyond_persons, scope_of
from chongyang.web.projects import drawing, leaving
from chongyang.web.projects.doing import asked, badge_of, base, filters_of, place_of, private

LATE_SHOWN = 200


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def overview(request: HttpRequest) -> HttpResponse:
    """The list with its filters, and its sums."""
    lines = _lines(request)
    context = {
        **base(request, "list"),
        **filters_of(request),
        "year": None,
        "rows": [shown(line) for line in lines],
        "stages": _stages(lines),
        "planned_fen": sum(line.planned_fen for line in lines),
        "done_fen": sum(line.done_fen for line in lines),
    }
    return private(render(request, "projects/overview.html", context))


def _lines(request: HttpRequest) -> list[Line]:
    scope = scope_of(request)
    return queries.lines_of(scope, queries.list_projects(scope, asked(request)))


def shown(line: Line) -> dict[str, Any]:
    """One project as lists show it."""
    row = line.project
    word, tone = badge_of(row.stage)
    return {
        "line": line,
        "row": row,
        "stage": word,
        "tone": tone,
        "batch": gettext(Batch.of(row.batch).label),
        "sector": gettext(Sector.of(row.sector).label),
        "milestone": gettext(Milestone.of(row.milestone).label) if row.milestone else "",
        "place": place_of(row.area),
    }


def _stages(lines: list[Line]) -> list[tuple[str, str, str, int]]:
    """(code, word, tone, number) of each stage."""
    held = [line.project.stage for line in lines]
    return [(stage.value, *badge_of(stage), held.count(stage.value)) for stage in Stage]


@require_POST
@opens_beyond_persons(Can.READ_PROJECTS)
def export(request: HttpRequest) -> HttpResponse:
    """The list as the filters of the address leave it, as CSV or XLSX."""
    lines = _lines(request)
    money = queries.list_sources(scope_of(request), [line.project for line in lines])
    return leaving.file_of(lines, money, "xlsx" if request.POST.get("form") == "xlsx" else "csv")


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def on_map(request: HttpRequest) -> HttpResponse:
    """Projects with a point on the outlines of the counties; the others beside it."""
    rows = [shown(line) for line in _lines(request)]
    placed = [one for one in rows if one["row"].longitude is not None]
    crowds = drawing.crowds_of([(one["row"].longitude, one["row"].latitude) for one in placed])
    context = {
        **base(request, "map"),
        **filters_of(request),
        "year": None,
        "points": list(drawing.marks_of(crowds)),
        "placed": [placed[index] for crowd in crowds for index in crowd.held],
        "unplaced": [one for one in rows if one["row"].longitude is None],
    }
    return private(render(request, "projects/map.html", context))


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def gantt(request: HttpRequest) -> HttpResponse:
    """Planned spans and the stages gone through, under one axis."""
    today = localdate(clock_now())
    courses = queries.list_courses(scope_of(request), today, asked(request))
    dated = [course for course in courses if course.planned or course.spans]
    context = {
        **base(request, "gantt"),
        **filters_of(request),
        "year": None,
        "gantt": drawing.gantt_of(dated, today),
        "undated": [course.project for course in courses if not (course.planned or course.spans)],
        "stages": [(stage.value, gettext(stage.label)) for stage in Stage],
    }
    return private(render(request, "projects/gantt.html", context))


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def investment(request: HttpRequest) -> HttpResponse:
    """The curve of a year by month or quarter, and its money by source."""
    scope, filters = scope_of(request), asked(request)
    today = localdate(clock_now())
    years = queries.list_years(scope) or [today.year]
    year = _year(request, years, today.year)
    by_quarter = request.GET.get("by") == "quarter"
    projects, points = queries.list_projects(scope, filters), queries.list_curve(scope, year, filters)
    curves = [drawing.curve_of(points, sheet, by_quarter=by_quarter) for sheet in drawing.SHEETS]
    context = {
        **base(request, "investment"),
        **filters_of(request),
        "year": year,
        "years": years,
        "by_quarter": by_quarter,
        "curve": curves[0],
        "curves": curves,
        "sources": [
            (line, gettext(MoneySource.of(line.source).label))
            for line in queries.list_sources(scope, projects)
            if line.year == year
        ],
    }
    return private(render(request, "projects/investment.html", context))


def _year(request: HttpRequest, years: list[int], today: int) -> int:
    told = request.GET.get("year", "")
    return next((year for year in years if str(year) == told), today if today in years else years[0])


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def leaders(request: HttpRequest) -> HttpResponse:
    """Projects under each responsible leader's post; those without one last."""
    rows = sorted(_lines(request), key=lambda line: (not line.project.leader, line.project.leader))
    groups = []
    for leader, held in groupby(rows, key=lambda line: line.project.leader):
        lines = list(held)
        groups.append(
            {
                "leader": leader,
                "rows": [shown(line) for line in lines],
                "planned_fen": sum(line.planned_fen for line in lines),
                "done_fen": sum(line.done_fen for line in lines),
                "open_problems": sum(line.open_problems for line in lines),
            }
        )
    return private(render(request, "projects/leaders.html", {**base(request, "leaders"), "groups": groups}))


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def envelopes(request: HttpRequest) -> HttpResponse:
    """The sums of 2014-25 that stand for its missing table, and the projects that its text names."""
    rows = queries.list_envelopes(scope_of(request))
    context = {
        **base(request, "envelopes"),
        "rows": rows,
        "sectors": {row.envelope.name: gettext(row.envelope.sector.label) for row in rows},
        "total_fen": sum(row.envelope.planned_fen for row in rows),
        "named": sum(len(row.projects) for row in rows),
    }
    return private(render(request, "projects/envelopes.html", context))


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def work(request: HttpRequest) -> HttpResponse:
    """What waits: months that are late, problems, proposals."""
    scope, today = scope_of(request), localdate(clock_now())
    late = queries.list_late(scope, today)
    context = {
        **base(request, "work"),
        "today": today,
        "late": late[:LATE_SHOWN],
        "late_count": len(late),
        "problems": queries.list_open_problems(scope),
        "proposals": [proposal_shown(row) for row in queries.list_open_proposals(scope)],
    }
    return private(render(request, "projects/work.html", context))


def proposal_shown(row: Any) -> dict[str, Any]:
    """A proposal in words: what to what, and the conditions that held."""
    words = Stage if row.kind == "stage" else Batch
    basis = [gettext(WORDS[name]) if name in WORDS else gettext("审批阶段已许可") for name in row.basis]
    return {
        "row": row,
        "was": gettext(words.of(row.was).label),
        "to": gettext(words.of(row.to).label),
        "basis": basis,
        "is_stage": row.kind == "stage",
    }
