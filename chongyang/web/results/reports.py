"""The published reports: everybody reads and takes them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.supervision.queries import reports as queries
from chongyang.supervision.reports_paper import paper_of
from chongyang.web.parts.reports import given_report, period_words, place_words
from chongyang.web.results.doing import base


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every published edition, the newest period first."""
    rows = [_line(row) for row in queries.list_published()]
    return render(request, "results/reports.html", {**base("reports"), "rows": rows})


@require_GET
def one(request: HttpRequest, report: UUID) -> HttpResponse:
    """What a published report says."""
    row = _published(report)
    return render(request, "results/report.html", {**base("reports"), **_line(row), "paper": paper_of(row)})


@require_GET
def taken(request: HttpRequest, report: UUID, form: str) -> HttpResponse:
    """Word or PDF."""
    return given_report(_published(report), form)


def _line(row: Any) -> dict[str, Any]:
    return {"row": row, "period": period_words(row.period), "place": place_words(row.place)}


def _published(report: UUID) -> Any:
    try:
        return queries.get_published(report)
    except queries.NotFound as error:
        raise Http404 from error
