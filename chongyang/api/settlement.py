"""Settlement by JSON, as at its desk: months of providers, their visits, objections, stages, papers."""

import base64
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.evidence import FileContent
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.shapes import LIMIT, Body, Cursor, Limit, plain
from chongyang.settlement import operations, papers, queries
from chongyang.settlement.rules.months import read_month
from chongyang.territory.enums import TokenName

settlement = Router(tags=["settlement"], auth=Bearer(TokenName.SETTLEMENT_READ))
writes = writer(settlement, Bearer(TokenName.SETTLEMENT_WRITE))
WAY = "/settlement/statements"
ONE = WAY + "/{uuid:statement}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Month = Annotated[str, Query(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$", description="2026-04")]


class SettlementPart(Schema):
    level: str
    area: int
    amount_fen: int


class SettlementRow(Schema):
    id: UUID
    number: str
    area: int
    organisation: UUID
    contract: UUID
    month: date
    state: str
    lines: int
    covered_fen: int
    deducted_fen: int
    payable_fen: int
    own_fen: int
    unpaid_fen: int
    digest: str
    object_until: datetime
    due_on: date | None
    payment: UUID | None


class SettlementDeduction(Schema):
    key: str
    visits: int
    fen: int


class SettlementObjectionRow(Schema):
    """What the provider said stands as its mask; the desk opens it."""

    id: UUID
    line: UUID
    raised_at: datetime
    answered_at: datetime | None
    upheld: bool | None
    answer: str


class SettlementDetail(SettlementRow):
    parts: list[SettlementPart]
    deductions: list[SettlementDeduction]
    objections: list[SettlementObjectionRow]


class SettlementLineRow(Schema):
    """One visit: no person, the order's number leads to who may open it."""

    id: UUID
    order: UUID
    number: str
    item: str
    ended_at: datetime
    price_fen: int
    own_fen: int
    covered_fen: int
    percent: int
    deducted_fen: int
    reasons: list[str]
    parts: list[SettlementPart]


class SettlementPage(Schema):
    items: list[SettlementRow]
    next: str | None


class SettlementLinePage(Schema):
    items: list[SettlementLineRow]
    next: str | None


class SettlementStepBody(Body):
    reason: Annotated[str, Field(max_length=500)] = ""


class SettlementObjectBody(Body):
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class SettlementAnswerBody(Body):
    upheld: bool
    answer: Annotated[str, Field(min_length=1, max_length=500)]


@settlement.get(WAY, response=SettlementPage, operation_id="list_settlement_statements")
def list_statements(
    request: HttpRequest,
    month: Month | None = None,
    state: str = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> Any:
    """The newest month first."""
    scope, words = scope_of(request), {"month": month or "", "state": state[:20]}
    after = UUID(cursors.read(cursor, "statements", words, scope)[0]) if cursor else None
    told: dict[str, Any] = {
        "month": read_month(month) if month else None,
        "state": state[:20],
        "after": after,
    }
    rows = queries.list_statements(scope, **told, limit=limit + 1)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([str(row.id)], "statements", words, scope)
    )
    return {"items": list(items), "next": following}


@settlement.get(ONE, response=SettlementDetail, operation_id="read_settlement_statement")
def read_statement(request: HttpRequest, statement: UUID) -> Any:
    """One month with payers, deductions and objections."""
    scope = scope_of(request)
    return _detail(scope, queries.access_statement(scope, statement))


def _detail(scope: Any, row: Any) -> dict[str, Any]:
    deducted = queries.deductions_of(scope, row).items()
    sums = [{"key": key, "visits": visits, "fen": fen} for key, (visits, fen) in deducted]
    objections = [_objection(one) for one in queries.list_objections(scope, row)]
    return plain(row, SettlementDetail, deductions=sums, objections=objections)


def _objection(row: Any) -> dict[str, Any]:
    return plain(row, SettlementObjectionRow, line=row.line_id)


@settlement.get(ONE + "/visits", response=SettlementLinePage, operation_id="list_settlement_visits")
def list_lines(
    request: HttpRequest,
    statement: UUID,
    deducted: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> Any:
    """The visits in the order of time; those with a deduction alone."""
    scope, words = scope_of(request), {"statement": str(statement), "deducted": deducted}
    row = queries.access_statement(scope, statement)
    after = None
    if cursor:
        at, last = cursors.read(cursor, "statement_visits", words, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    rows = queries.list_lines(scope, row, deducted=deducted, after=after, limit=limit + 1)

    def next_of(line: Any) -> str:
        return cursors.write([line.ended_at.isoformat(), str(line.id)], "statement_visits", words, scope)

    items, following = cursors.page(rows, limit, next_of)
    return {"items": list(items), "next": following}


@settlement.get(ONE + "/files/{kind}", response=FileContent, operation_id="read_settlement_file")
def read_file(request: HttpRequest, statement: UUID, kind: Literal["pdf", "xlsx"]) -> Any:
    """The statement as PDF, or its visits as a workbook; the same bytes however often it is asked."""
    scope = scope_of(request)
    row = queries.access_statement(scope, statement)
    if kind == "pdf":
        deducted, names = queries.deductions_of(scope, row), papers.names_of(row)
        data, media = papers.set_statement(row, deducted, names=names, at=row.computed_at), "application/pdf"
    else:
        data, media = papers.make_workbook(row, queries.export_lines(scope, row)), XLSX
    content = base64.b64encode(data).decode()
    return {"name": f"{row.number}.{kind}", "media_type": media, "content": content}


@writes(ONE + "/steps/{action}", SettlementRow, "step_settlement_statement")
def step(
    request: HttpRequest,
    statement: UUID,
    action: Literal["agree", "check", "send_back", "approve"],
    body: SettlementStepBody,
) -> Any:
    """One stage, by whoever it belongs to; approving orders the payment."""
    queries.access_statement(scope_of(request), statement)
    return operations.step(statement=statement, action=action, reason=body.reason, **said(request))


@writes(ONE + "/visits/{uuid:line}/objections", SettlementObjectionRow, "object_to_settlement", made=True)
def object_to(request: HttpRequest, statement: UUID, line: UUID, body: SettlementObjectBody) -> Any:
    """The provider says why a deduction is wrong."""
    told: dict[str, Any] = {"statement": statement, "line": line, "text": body.text}
    return Status(201, _objection(operations.object_to(**told, **said(request))))


@writes(
    "/settlement/objections/{uuid:objection}/answer", SettlementObjectionRow, "answer_settlement_objection"
)
def answer(request: HttpRequest, objection: UUID, body: SettlementAnswerBody) -> Any:
    """The purchaser's word; what is upheld is paid in full."""
    told = body.model_dump()
    return _objection(operations.answer_objection(objection=objection, **told, **said(request)))
