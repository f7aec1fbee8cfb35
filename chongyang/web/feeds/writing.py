"""What the desk of feeds does: take a file, go on with a cut one, give a report of faults away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.claims.enums import RunState
from chongyang.claims.operations import endings, keeping, reporting, working
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.queries import reports
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory.rules.capabilities import Can
from chongyang.web.feeds.views import UploadForm, feed_context, private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes

RECEIVED = N_("文件已收到，正在排队导入。")
KNOWN = N_("这个文件以前已经导入过，没有重复导入。")
GOES_ON = N_("已重新排队，从中断的地方继续。")
ENDED = N_("已确认，这些记录从数据日期起失效。")
KEPT = N_("已决定保留，这些记录没有变。")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@takes("FEED_BYTES")
@require_POST
@opens_for(Can.IMPORT_FEEDS)
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take a file; it is looked at now and taken in by the worker."""
    form = UploadForm(request.POST, request.FILES)
    context = feed_context(request, code, form)
    if not form.is_valid():
        return private(render(request, "feeds/feed.html", context, status=422))
    file, scope = form.cleaned_data["file"], scope_of(request)
    try:
        received = keeping.receive_upload(
            feed=code,
            chunks=file.chunks(1024 * 1024),
            file_name=file.name,
            told_on=form.cleaned_data["told_on"],
            declared=form.cleaned_data["coding"],
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except UnableToImport as refused:
        form.add_error("file", gettext(str(refused)))
        return private(render(request, "feeds/feed.html", context, status=422))
    if received.is_known:
        messages.info(request, KNOWN)
    elif received.run.state == RunState.WAITING:
        messages.success(request, RECEIVED)
    return redirect("feeds_run", received.run.id)


@require_POST
@opens_for(Can.IMPORT_FEEDS)
def go_on(request: HttpRequest, run: UUID) -> HttpResponse:
    """Let a cut run go on."""
    scope = scope_of(request)
    try:
        working.go_on(run=run, scope=scope, by=scope.actor, now=clock_now())
        messages.success(request, GOES_ON)
    except UnableToImport as refused:
        messages.error(request, str(refused))
    return redirect("feeds_run", run)


@require_POST
@opens_for(Can.IMPORT_FEEDS)
def decide_ending(request: HttpRequest, run: UUID) -> HttpResponse:
    """The records that a file does not show end, or stay: a second person says so, with a reason."""
    scope, choice = scope_of(request), request.POST.get("choice", "")
    if choice not in ("end", "keep"):
        raise BadRequest("neither end nor keep")
    words: dict[str, Any] = {
        "note": request.POST.get("note", ""),
        "scope": scope,
        "by": scope.actor,
        "now": clock_now(),
    }
    try:
        endings.decide_ending(run=run, ends=choice == "end", **words)
        messages.success(request, ENDED if choice == "end" else KEPT)
    except UnableToImport as refused:
        messages.error(request, str(refused))
    return redirect("feeds_run", run)


@require_POST
@opens_for(Can.READ_FEEDS)
def report(request: HttpRequest, run: UUID) -> HttpResponse:
    """The faults as CSV or XLSX; with what stood in the cells only for who may see it, for a purpose."""
    scope, form = scope_of(request), request.POST.get("form", "xlsx")
    reveals, purpose = request.POST.get("reveal") == "1", request.POST.get("purpose", "")
    try:
        held = reporting.begin_report(
            run=run,
            form=form,
            reveals=reveals,
            purpose=purpose,
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except UnableToImport as refused:
        messages.error(request, str(refused))
        return redirect("feeds_run", run)
    rows = reports.report_rows(scope, held, reveals=reveals)
    is_csv = form == "csv"
    content = reports.as_csv(rows) if is_csv else reports.as_xlsx(rows)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8" if is_csv else XLSX)
    name = f"{held.feed}-{held.told_on:%Y%m%d}-faults.{'csv' if is_csv else 'xlsx'}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return private(answer)
