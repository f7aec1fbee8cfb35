"""The desk of a quarter: what waits for me, and one return as a form."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.operations.cases import UnableToStep
from chongyang.reporting import operations, queries
from chongyang.reporting.operations import Cell, CellChanged, UnableToReport
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reporting.doing import day_of, do, row_of, said, today
from chongyang.web.reporting.showing import Typed, page_of

SHOWS = ("mine", "late", "open", "all")
PAGE = 60
MOST_TYPED = 40


@require_GET
@opens_for(Can.HANDLE_REPORTS)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for me, what is late, what is open, everything; by deadline."""
    scope, told = scope_of(request), request.GET
    show = told.get("show", "mine")
    show = show if show in SHOWS else "mine"
    periods = queries.list_periods(scope)
    period = told.get("period", "")
    chosen = period if period in periods else ""
    rows = queries.list_returns(scope, show=show, period=chosen, day=today(), limit=PAGE + 1)
    context = {
        "tab": "work",
        "show": show,
        "counts": queries.count_returns(scope, today()),
        "rows": [row_of(row) for row in rows[:PAGE]],
        "has_more": len(rows) > PAGE,
        "most": PAGE,
        "periods": periods,
        "period": chosen,
        "has_any": bool(periods),
    }
    return render(request, "reporting/work.html", context)


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_REPORTS)
def one(request: HttpRequest, report: UUID) -> HttpResponse:
    """One return: its cells with what stood before and the target, its way, and what I may do now."""
    scope = scope_of(request)
    row = queries.access_return(scope, report)
    status, typed = 200, None
    if request.method == "POST":
        status, typed = _act(request, row)
        if status == 200:
            return redirect("reporting_return", report)
        row = queries.access_return(scope, report)
    return render(request, "reporting/return.html", page_of(request, row, typed), status=status)


def _act(request: HttpRequest, row: Any) -> tuple[int, Typed | None]:
    """The step that a button asked for: 200 where it was taken or told in words, else what was refused."""
    action, told = request.POST.get("do", ""), {"report": row.id, **said(request)}
    typing = {"save": _save, "submit": _submit, "sum": _sum}
    try:
        if action in typing:
            typing[action](request, row, told)
            return 200, None
    except CellChanged as refused:
        return 409, Typed(request.POST.dict(), refused.faults, refused.present)
    except UnableToReport as refused:
        return 422, Typed(request.POST.dict(), refused.faults)
    except UnableToStep as refused:
        return 422, Typed(request.POST.dict(), {"state": gettext(refused.reason)})
    _pass_or_return(request, action, told)
    return 200, None


def _cells(request: HttpRequest, row: Any) -> list[Cell]:
    """What the form holds; a line that it does not hold stays."""
    posted: Mapping[str, str] = request.POST
    keys = [name[2:] for name in posted if name.startswith("n-")][:MOST_TYPED]
    return [
        Cell(key[:60], posted.get(f"n-{key}", ""), posted.get(f"d-{key}"), seen=_seen(posted, key))
        for key in keys
    ]


def _seen(posted: Mapping[str, str], key: str) -> int:
    text = posted.get(f"v-{key}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _save(request: HttpRequest, row: Any, told: dict[str, Any]) -> None:
    operations.fill(cells=_cells(request, row), **told)
    messages.success(request, gettext("已保存，还没有上报。"))


def _submit(request: HttpRequest, row: Any, told: dict[str, Any]) -> None:
    """What was typed is kept, even where handing in is refused."""
    cells = _cells(request, row)
    if cells:
        operations.fill(cells=cells, **told)
    operations.submit(note=request.POST.get("note", "")[:400], **told)
    messages.success(request, gettext("已上报。"))


def _sum(request: HttpRequest, row: Any, told: dict[str, Any]) -> None:
    operations.sum_up(**told)
    messages.success(request, gettext("已按下级数字汇总，还没有上报。"))


def _pass_or_return(request: HttpRequest, action: str, told: dict[str, Any]) -> None:
    posted: Mapping[str, str] = request.POST.dict()
    remarks = {name[2:]: text for name, text in posted.items() if name.startswith("r-") and text.strip()}
    steps = {
        "pass": (lambda: operations.pass_on(**told), gettext("已办理，转到下一环节。")),
        "return": (
            lambda: operations.send_back(reason=posted.get("reason", ""), remarks=remarks, **told),
            gettext("已退回修改。"),
        ),
        "correct": (lambda: _correct(request, told), gettext("更正已提出，等领导小组办公室确认。")),
    }
    if action in steps:
        do(request, *steps[action])


def _correct(request: HttpRequest, told: dict[str, Any]) -> None:
    posted: Mapping[str, str] = request.POST.dict()
    operations.propose_correction(
        item=posted.get("item", "")[:60],
        numerator=posted.get("numerator", ""),
        denominator=posted.get("denominator") or None,
        reason=posted.get("reason", ""),
        document=posted.get("document", ""),
        dated_on=day_of(posted.get("dated_on", "")),
        **told,
    )
