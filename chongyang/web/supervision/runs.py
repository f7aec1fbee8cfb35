"""The runs of assessment: all of them, one as a table of ranks, the scheme, the export for the city."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.words import N_
from chongyang.supervision import operations, queries
from chongyang.supervision.enums import Listing
from chongyang.supervision.queries.assessment import Held, actions_of
from chongyang.supervision.rules import extracts, tables
from chongyang.supervision.rules.schemes import Scheme, get_scheme, load_schemes
from chongyang.supervision.rules.subjects import READINGS, subjects_of
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supervision.doing import base, do, said, state_of, steps
from chongyang.web.supervision.exports import workbook
from chongyang.web.supervision.traces import line_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def listed(request: HttpRequest) -> HttpResponse:
    """Every run within reach, and who may begin one, the years that have a scheme."""
    rows = [_row(run) for run in queries.list_runs(scope_of(request))]
    context = {
        **base(request, "runs"),
        "rows": rows,
        "years": sorted({scheme.year for scheme in load_schemes()}, reverse=True),
        "listings": Listing.choices(),
    }
    return render(request, "supervision/runs.html", context)


def _row(run: Any) -> dict[str, Any]:
    words, tone = state_of(tables.RUN, run.state)
    return {"run": run, "listing": Listing.of(run.listing).label, "state": words, "tone": tone}


@require_POST
@opens_for(Can.ASSESS)
def begin(request: HttpRequest) -> HttpResponse:
    """A new run of a year and list."""
    year, made = request.POST.get("year", ""), []
    told: dict[str, Any] = {
        "year": int(year) if year.isdecimal() and len(year) == 4 else 0,
        "listing": request.POST.get("listing", ""),
        "only_legal": "only_legal" in request.POST,
    }
    step = partial(operations.open_run, **told, **said(request))
    do(request, lambda: made.append(step()), gettext("考核已建立，并按今天的数值计了一遍分。"))
    return redirect("supervision_run", made[0].id) if made else redirect("supervision")


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def one(request: HttpRequest, run: UUID) -> HttpResponse:
    """One run: where it stands, its units by rank, its appeals."""
    scope, held = scope_of(request), _access(request, run)
    sheets = queries.list_sheets(scope, held)
    if not sheets:
        raise Http404(str(run))
    context = {
        **base(request, "runs"),
        **_row(held.run),
        "held": held,
        "heads": [line_of(item, None) for item in held.ranked.items],
        "rows": [_sheet(held, sheet) for sheet in sheets],
        "appeals": queries.list_appeals(scope, held),
        "names": {key: subject.name for key, subject in held.subjects.items()},
        "actions": actions_of(scope, run),
        "steps": steps(queries.steps_of(scope, run), tables.RUN),
        "reading": READINGS[held.run.subjects],
    }
    return render(request, "supervision/run.html", context)


def _access(request: HttpRequest, run: UUID) -> Held:
    try:
        return queries.access_run(scope_of(request), run)
    except queries.NotFound as error:
        raise Http404 from error


def _sheet(held: Held, sheet: queries.Sheet) -> dict[str, Any]:
    scores = {score.item: score for score in sheet.scores}
    lines = [line_of(item, scores.get(item.key)) for item in held.ranked.items]
    standing = sheet.standing
    return {
        "subject": sheet.subject,
        "lines": lines,
        "rank": standing.rank if standing else None,
        "total": extracts.text(standing.total) if standing else None,
        "lacks": sum(line.points is None for line in lines),
    }


STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "count": (operations.recount, N_("已按今天的数值重新计分。")),
    "announce": (operations.announce, N_("初步得分已告知各单位，申诉期开始。")),
    "settle": (operations.settle, N_("名次已排定，请另一位经办人确认。")),
    "confirm": (operations.confirm, N_("已确认并锁定。")),
    "send_back": (operations.send_back, N_("已退回，可重新计分和评分。")),
    "abandon": (operations.abandon, N_("这次考核已作废。")),
    "propose": (operations.propose_publication, N_("公布稿已生成，请另一位有权人员批准。")),
}
WITH_REASON = ("send_back", "abandon")


@require_POST
@opens_for(Can.ASSESS)
def take(request: HttpRequest, run: UUID, action: str) -> HttpResponse:
    """One step of a run."""
    _access(request, run)
    if action not in STEPS:
        raise Http404(action)
    operation, done = STEPS[action]
    told = {"reason": request.POST.get("reason", "")[:500]} if action in WITH_REASON else {}
    do(request, partial(operation, run=run, **told, **said(request)), gettext(done))
    return redirect(
        "supervision_publications" if action == "propose" else "supervision_run", *_keys(action, run)
    )


def _keys(action: str, run: UUID) -> tuple[UUID, ...]:
    return () if action == "propose" else (run,)


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def newest_scheme(request: HttpRequest) -> HttpResponse:
    """The scheme of the newest year that has one."""
    return redirect("supervision_scheme", load_schemes()[0].year)


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def scheme(request: HttpRequest, year: int) -> HttpResponse:
    """The scheme of a year: both lists, their items with weight and clause, the rules beside."""
    found = get_scheme(year)
    if found is None:
        raise Http404(str(year))
    context = {**base(request, "scheme"), "scheme": found, "lists": _lists(found)}
    context["years"] = sorted({one.year for one in load_schemes()}, reverse=True)
    return render(request, "supervision/scheme.html", context)


def _lists(scheme: Scheme) -> list[dict[str, Any]]:
    return [
        {
            "label": ranked.listing.label,
            "reading": READINGS[ranked.subjects],
            "count": len(subjects_of(scheme, ranked)),
            "lines": [line_of(item, None) for item in ranked.items],
        }
        for ranked in scheme.lists
    ]


@require_GET
@opens_for(Can.ASSESS)
def export(request: HttpRequest, run: UUID, form: str) -> HttpResponse:
    """Rank and points of a locked run for the city's own assessment, as a workbook or as JSON."""
    held = _access(request, run)
    if held.run.state != tables.LOCKED or form not in ("xlsx", "json"):
        raise Http404(form)
    told = queries.export_of(scope_of(request), held)
    name = f"assessment-{held.run.year}-{held.run.listing}.{form}"
    answer: HttpResponse = (
        JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
        if form == "json"
        else HttpResponse(workbook(told), content_type=XLSX)
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
