"""What leaves the ledger: tables for spreadsheets, reports as PDF. Each is written down with its purpose."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from chongyang.core import typeset
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.emergency import operations, queries, reports
from chongyang.emergency.rules.ledger import By
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.ledger import asking, sheets
from chongyang.web.ledger.views import private
from chongyang.web.parts.doors import opens_for, scope_of

PDF = "application/pdf"
NO_GLYPH = N_("报告里有一个字没有字形，例如表情符号；请更正文字后再试。")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    header = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = header or "attachment"
    return private(answer)


@require_POST
@opens_for(Can.READ_LEDGER)
def export(request: HttpRequest) -> HttpResponse:
    """The figures of a choice, or its incidents, as CSV or XLSX."""
    now, scope = clock_now(), scope_of(request)
    asked, form = asking.ask(request, now), request.POST.get("form", "csv")
    what, purpose = request.POST.get("what", "figures"), request.POST.get("purpose", "")
    words: dict[str, Any] = {"choice": asked.choice, "form": form, "purpose": purpose}
    try:
        if what == "incidents":
            operations.begin_ledger_export(**words, scope=scope, now=now)
            table = sheets.of_register(queries.export_register(scope, asked.choice))
        else:
            operations.note_figures_export(**words, scope=scope, now=now)
            figures = queries.get_figures(scope, asked.choice, asked.by, now=now)
            table = sheets.of_figures(figures, asked.by)
    except operations.UnableToExport as refused:
        messages.error(request, str(refused))
        return redirect(f"/ledger/?{asked.query()}")
    name = f"ledger-{what}-{asked.since:%Y%m%d}-{asked.until:%Y%m%d}"
    if form == "xlsx":
        return _file(sheets.as_xlsx(table), f"{name}.xlsx", sheets.XLSX)
    return _file(sheets.as_csv(table), f"{name}.csv", "text/csv; charset=utf-8")


@require_POST
@opens_for(Can.READ_LEDGER)
def report(request: HttpRequest, incident: UUID) -> HttpResponse:
    """The after-action report of one incident; that the elder is named is written down."""
    now, scope = clock_now(), scope_of(request)
    reveals = request.POST.get("reveal") == "1" and may(scope, Can.REVEAL_FIELDS)
    operations.note_report(incident=incident, scope=scope, now=now, is_revealed=reveals)
    told = reports.after_action(scope, incident, now=now, reveals=reveals, language=get_language() or "")
    try:
        return _file(typeset.make_pdf(reports.AFTER_ACTION, told, at=now), f"{told['number']}.pdf", PDF)
    except typeset.UnableToTypeset:
        messages.error(request, NO_GLYPH)
        return redirect("ledger_incident", incident)


@require_POST
@opens_for(Can.READ_LEDGER)
def monthly(request: HttpRequest) -> HttpResponse:
    """The figures of one month by county or street."""
    now, scope = clock_now(), scope_of(request)
    asked = asking.of_month(asking.ask(request, now), request.POST.get("month", ""))
    purpose = request.POST.get("purpose", "")
    try:
        operations.note_figures_export(choice=asked.choice, form="pdf", purpose=purpose, scope=scope, now=now)
    except operations.UnableToExport as refused:
        messages.error(request, str(refused))
        return redirect("ledger")
    by = asked.by if asked.by in (By.COUNTY, By.STREET) else By.COUNTY
    told = reports.monthly(scope, asked.choice, by, now=now, language=get_language() or "")
    name = f"ledger-{asked.since:%Y-%m}.pdf"
    return _file(typeset.make_pdf(reports.MONTHLY, told, at=now), name, PDF)
