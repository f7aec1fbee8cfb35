"""Workbooks: out for a place and a quarter, back with a look at what would change, taken in as one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.words import N_
from chongyang.reporting import operations, queries
from chongyang.reporting.rules.workbooks import XLSX, former_words
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes
from chongyang.web.reporting.doing import do, form_label, item_label, period_of, place_label, places_of, said
from chongyang.web.reporting.proofs import file_answer

STATES = {
    "checked": (N_("待收入"), "warn"),
    "taken": (N_("已收入"), "good"),
    "dropped": (N_("已放弃"), ""),
}


@takes("FILE_BYTES")
@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_REPORTS)
def listed(request: HttpRequest) -> HttpResponse:
    """The workbooks that I may take out, and those that I brought back."""
    scope = scope_of(request)
    faults: dict[str, str] = {}
    if request.method == "POST":
        told: Any = request.FILES.get("file")
        if told is None:
            faults = {"": gettext("请选择文件。")}
        else:
            try:
                row = _upload(request, told)
                return redirect("reporting_workbook", row.id)
            except operations.UnableToReport as refused:
                faults = refused.faults
    context = {
        "tab": "books",
        "offers": _offers(request),
        "which": request.POST.get("which", ""),
        "rows": [_row(row) for row in queries.list_workbooks(scope)],
        "faults": [(name if "!" in name else "", text) for name, text in faults.items()],
    }
    return render(request, "reporting/books.html", context, status=422 if faults else 200)


def _upload(request: HttpRequest, told: Any) -> Any:
    place, _, quarter = request.POST.get("which", "").partition("/")
    return operations.upload_workbook(
        place=place,
        quarter=period_of(quarter),
        chunks=told.chunks(),
        name=told.name or "",
        declared=told.size,
        **said(request),
    )


def _offers(request: HttpRequest) -> list[dict[str, str]]:
    """Each place and quarter for which there is something to fill in."""
    return [
        {
            "which": f"{one.place}/{one.quarter}",
            "place": one.place,
            "quarter": str(one.quarter),
            "label": place_label(one.place, str(one.quarter)),
        }
        for one in queries.list_offers(scope_of(request))
    ]


def _row(row: Any) -> dict[str, Any]:
    words, tone = STATES[row.state]
    return {"row": row, "place": place_label(row.place, row.period), "state": gettext(words), "tone": tone}


@require_GET
@opens_for(Can.HANDLE_REPORTS)
def download(request: HttpRequest) -> HttpResponse:
    """The workbook of a place and quarter, filled with what stands."""
    place, quarter = request.GET.get("place", ""), period_of(request.GET.get("quarter", ""))
    if place not in places_of(str(quarter)):
        raise Http404(place[:20])
    name = place_label(place, str(quarter))
    data = queries.write_workbook(scope_of(request), place, quarter, name)
    return file_answer(data, XLSX, f"{name}-{quarter}.xlsx")


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_REPORTS)
def one(request: HttpRequest, workbook: UUID) -> HttpResponse:
    """What a workbook would change; then taken in as one, or dropped."""
    scope = scope_of(request)
    row = queries.access_workbook(scope, workbook)
    if request.method == "POST":
        steps = {
            "take": (operations.take_workbook, gettext("已收入，全部写入；请逐张上报。")),
            "drop": (operations.drop_workbook, gettext("已放弃，没有写入任何数字。")),
        }
        if (chosen := steps.get(request.POST.get("do", ""))) is not None:
            do(request, lambda: chosen[0](workbook=workbook, **said(request)), chosen[1])
        return redirect("reporting_workbook", workbook)
    context = {"tab": "books", **_row(row), **_looked(request, row)}
    return render(request, "reporting/book.html", context)


def _looked(request: HttpRequest, row: Any) -> dict[str, Any]:
    looked = operations.look_at_workbook(workbook=row, scope=scope_of(request))
    return {"changes": [_change(one) for one in looked.changes], "faults": list(looked.faults.items())}


def _change(one: Any) -> dict[str, Any]:
    stands = one.stands
    return {
        "form": form_label(one.report.form),
        "address": one.address,
        "item": item_label(one.cell.item),
        "before": former_words(stands.numerator, stands.denominator) if stands else "",
        "after": former_words(one.told.numerator, one.told.denominator) if one.told else "",
        "is_clash": one.is_clash,
    }
