"""The months of providers: which wait for whom, one of them with its visits, its stages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.queries import cases
from chongyang.core.words import N_
from chongyang.settlement import operations, papers, queries
from chongyang.settlement.rules import lifecycle
from chongyang.settlement.rules.months import NoMonth, read_month, spelled
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import key_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given
from chongyang.web.settlement.showing import (
    do,
    item_of,
    payers_of,
    private,
    reason_of,
    reasons_of,
    rows_of,
    said,
)

PAGE = 50
DONE = {
    "agree": N_("已确认，等购买方核对。"),
    "check": N_("已核对，等财政审定。"),
    "send_back": N_("已退回购买方。"),
    "approve": N_("已审定，付款已安排。"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@opens_for(Can.SETTLE_SERVICES)
def statements(request: HttpRequest) -> HttpResponse:
    """The newest month first; those that wait for this reader stand in front."""
    scope = scope_of(request)
    month, after = _month(request.GET.get("month", "")), request.GET.get("from", "")
    states = sorted(_states_of(scope.role))
    start = key_of(after) if after else None
    rows = queries.list_statements(scope, month=month, after=start, limit=PAGE + 1)
    waiting = [] if start else [queries.list_statements(scope, month=month, state=one) for one in states]
    context = {
        "month": spelled(month) if month else "",
        "mine": rows_of(one for held in waiting for one in held),
        "others": rows_of(one for one in rows[:PAGE] if start or one.state not in states),
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "is_first": start is None,
    }
    return private(render(request, "settlement/statements.html", context))


def _month(text: str) -> date | None:
    try:
        return read_month(text)
    except NoMonth:
        return None


def _states_of(role: str) -> frozenset[str]:
    """The states in which a role has something to do."""
    actions = lifecycle.statement.actions
    return frozenset(state for one in actions if role in one.roles for state in one.sources)


@require_GET
@opens_for(Can.SETTLE_SERVICES)
def statement(request: HttpRequest, statement: UUID) -> HttpResponse:
    """One provider's month: sums, payers, deductions, visits, objections, what may be done."""
    scope = scope_of(request)
    row = queries.access_statement(scope, statement)
    only = request.GET.get("deducted") == "1"
    lines = queries.list_lines(scope, row, deducted=only, after=_after(request), limit=PAGE + 1)
    context = {
        **rows_of([row])[0],
        "now": clock_now(),
        "parts": payers_of(row.parts),
        "deductions": [
            {"label": reason_of(key), "count": count, "fen": fen}
            for key, (count, fen) in queries.deductions_of(scope, row).items()
        ],
        "lines": [_line(one) for one in lines[:PAGE]],
        "next": lines[PAGE - 1] if len(lines) > PAGE else None,
        "only": only,
        "objections": queries.list_objections(scope, row),
        "actions": _actions(scope, statement),
        "may_object": scope.role in lifecycle.PROVIDER and row.state in lifecycle.OPEN,
        "may_answer": scope.role in lifecycle.PURCHASER and row.state == lifecycle.OBJECTED,
    }
    return private(render(request, "settlement/statement.html", context))


def _actions(scope: Any, statement: UUID) -> list[Any]:
    """What is offered as a button; objections have forms of their own."""
    case = cases.access_case(scope, statement)
    return [one for one in cases.list_actions(scope, case) if one.name in DONE] if case else []


def _line(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "item": item_of(row.item),
        "reasons": reasons_of(row),
        "fen": row.covered_fen - row.deducted_fen,
    }


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """The place after which a page begins: `moment_key`; anything else is the beginning."""
    at, _, key = request.GET.get("after", "").partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(key)) if moment.tzinfo else None
    except ValueError:
        return None


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def step(request: HttpRequest, statement: UUID) -> HttpResponse:
    """One stage, by the button of the page."""
    action = request.POST.get("action", "")
    queries.access_statement(scope_of(request), statement)
    if action in DONE:
        told: dict[str, Any] = {
            "statement": statement,
            "action": action,
            "reason": request.POST.get("reason", ""),
        }
        do(request, lambda: operations.step(**told, **said(request)), gettext(DONE[action]))
    return redirect("settlement_statement", statement)


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def object_to(request: HttpRequest, statement: UUID, line: UUID) -> HttpResponse:
    """A provider says why a deduction is wrong."""
    text = request.POST.get("text", "")
    do(
        request,
        lambda: operations.object_to(statement=statement, line=line, text=text, **said(request)),
        gettext("异议已提出，等购买方答复。"),
    )
    return redirect("settlement_statement", statement)


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def answer(request: HttpRequest, objection: UUID) -> HttpResponse:
    """The purchaser's word about one objection."""
    row = queries.access_objection(scope_of(request), objection)
    upheld, text = request.POST.get("upheld") == "yes", request.POST.get("answer", "")
    do(
        request,
        lambda: operations.answer_objection(objection=objection, upheld=upheld, answer=text, **said(request)),
        gettext("已答复服务商。"),
    )
    return redirect("settlement_statement", row.statement_id)


@require_GET
@opens_for(Can.SETTLE_SERVICES)
def paper(request: HttpRequest, statement: UUID) -> HttpResponse:
    """The statement as PDF: the same bytes however often it is asked."""
    scope = scope_of(request)
    row = queries.access_statement(scope, statement)
    told: dict[str, Any] = {"names": papers.names_of(row), "at": row.computed_at}
    data = papers.set_statement(row, queries.deductions_of(scope, row), **told)
    return given(data, "application/pdf", f"{row.number}.pdf")


@require_GET
@opens_for(Can.SETTLE_SERVICES)
def workbook(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Its visits as a workbook."""
    scope = scope_of(request)
    row = queries.access_statement(scope, statement)
    data = papers.make_workbook(row, queries.export_lines(scope, row))
    return given(data, XLSX, f"{row.number}.xlsx")
