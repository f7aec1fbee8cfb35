"""The statement of an account: on a page and as PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.territory.rules.capabilities import Can
from chongyang.timebank import enums, queries
from chongyang.timebank.papers import set_statement
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.timebank.doing import bank_words, base, hours, private


@require_GET
@opens_for(Can.BANK_HOURS, Can.KEEP_HOURS)
def statement(request: HttpRequest, bank: UUID) -> HttpResponse:
    """Every movement, the newest first."""
    scope = scope_of(request)
    row = queries.access_any(scope, bank, clock_now())
    context = base(request, "mine") | bank_words(row)
    context["lines"] = [_line(one) for one in queries.statement(scope, row)]
    return private(render(request, "timebank/statement.html", context))


def _line(row: Any) -> dict[str, Any]:
    minus = row.kind not in (*enums.CREDITS, enums.Kind.RELEASED.value)
    return {
        "row": row,
        "kind": gettext(enums.Kind.of(row.kind).label),
        "hours": hours(-row.minutes if minus else row.minutes),
    }


@require_GET
@opens_for(Can.BANK_HOURS, Can.KEEP_HOURS)
def pdf(request: HttpRequest, bank: UUID) -> HttpResponse:
    """The same to print and to keep."""
    scope = scope_of(request)
    row = queries.access_any(scope, bank, clock_now())
    told = set_statement(row, queries.statement(scope, row), at=clock_now())
    answer = HttpResponse(told, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="timebank-{row.number}.pdf"'
    return private(answer)
