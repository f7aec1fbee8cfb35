"""Quarterly and annual reports: made, looked at, taken as Word or PDF, published by another person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Span
from chongyang.indicators.rules.periods import Period
from chongyang.supervision import reports_paper
from chongyang.supervision.operations import reports as operations
from chongyang.supervision.queries import reports as queries
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.reports import given_report, period_words, place_words
from chongyang.web.supervision.doing import base

QUARTERS, YEARS = 8, 4
MADE, PUBLISHED = N_("报告已生成。"), N_("报告已公布，人人可以查看。")
SAME = N_("数值没有变化，仍是这一版。")
UNKNOWN = N_("请选择列出的期间和地区。")


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def listed(request: HttpRequest) -> HttpResponse:
    """A form for a new one, and those that were made within reach, the newest first."""
    scope, moment = scope_of(request), clock_now()
    rows = list(queries.list_reports(scope, now=moment))
    makers = territory.names_of(row.made_by for row in rows if row.made_by)
    context = {
        **base(request, "reports"),
        "periods": [(str(period), period_words(str(period))) for period in _periods(scope)],
        "places": [(place.key, place_words(place.key)) for place in queries.list_places(scope, now=moment)],
        "rows": [_line(row, makers) for row in rows],
    }
    return render(request, "supervision/reports.html", context)


@require_POST
@opens_for(Can.READ_ASSESSMENT)
def make(request: HttpRequest) -> HttpResponse:
    """Make the report of a period and place."""
    period, place = request.POST.get("period", ""), request.POST.get("place", "")
    began = clock_now()
    try:
        row = operations.make_report(
            period=Period.read(period), place=place, scope=scope_of(request), now=began
        )
    except (ValueError, queries.NotFound):
        messages.error(request, gettext(UNKNOWN))
        return redirect("supervision_reports")
    except operations.UnableToMakeReport as refused:
        messages.error(request, str(refused))
        return redirect("supervision_reports")
    messages.success(request, gettext(MADE if row.made_at == began else SAME))
    return redirect("supervision_report", row.id)


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def one(request: HttpRequest, report: UUID) -> HttpResponse:
    """What it says, as both papers say it."""
    row = _known(lambda: queries.access_report(scope_of(request), report, now=clock_now()))
    makers = territory.names_of([row.made_by] if row.made_by else [])
    context = {
        **base(request, "reports"),
        **_line(row, makers),
        "paper": reports_paper.paper_of(row),
        "may_be_published": _may_be_published(row, scope_of(request).actor.account),
    }
    return render(request, "supervision/report.html", context)


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def taken(request: HttpRequest, report: UUID, form: str) -> HttpResponse:
    """The file, made again from its row."""
    row = _known(lambda: queries.access_report(scope_of(request), report, now=clock_now()))
    return given_report(row, form)


@require_POST
@opens_for(Can.PUBLISH_RESULTS)
def publish(request: HttpRequest, report: UUID) -> HttpResponse:
    """Open it to everybody."""
    try:
        _known(lambda: operations.publish_report(report=report, scope=scope_of(request), now=clock_now()))
        messages.success(request, gettext(PUBLISHED))
    except operations.UnableToPublishReport as refused:
        messages.error(request, str(refused))
    return redirect("supervision_report", report)


def _periods(scope: Scope) -> list[Period]:
    """The former quarter first, then older ones, the running one, and years; then what else has values."""
    running = Period.around(timezone.localdate(clock_now()))
    quarters = [running]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].former)
    years = [Period.around(running.days.first, Span.YEAR)]
    while len(years) < YEARS:
        years.append(years[-1].former)
    usual = [*quarters[1:], running, *years[1:], years[0]]
    return list(dict.fromkeys([*usual, *indicators.list_periods(scope)]))


def _line(row: Any, makers: dict[UUID, str]) -> dict[str, Any]:
    return {
        "row": row,
        "period": period_words(row.period),
        "place": place_words(row.place),
        "digest": row.digest[:12],
        "maker": makers.get(row.made_by, "") if row.made_by else "",
    }


def _may_be_published(row: Any, account: UUID | None) -> bool:
    is_over = Period.read(row.period).days.last < timezone.localdate(clock_now())
    return row.published_at is None and is_over and row.made_by != account


def _known(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except queries.NotFound as error:
        raise Http404 from error
