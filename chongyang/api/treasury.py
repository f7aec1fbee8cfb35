"""Payments by JSON, as at the desk: a batch goes through four persons, the bank's answer is reconciled."""

import base64
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import Field

from chongyang.api import treasury_shapes as shapes
from chongyang.api.marks import reading, streaming
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Limit
from chongyang.core.clock import now
from chongyang.core.words import N_
from chongyang.territory.enums import TokenName
from chongyang.treasury import operations, queries
from chongyang.treasury.rules import bank

treasury = Router(tags=["treasury"], auth=Bearer(TokenName.MONEY_READ))
WRITES = Bearer(TokenName.MONEY_WRITE)
writes = writer(treasury, WRITES)
LENGTH, TOO_LARGE = N_("请用 Content-Length 说明文件的字节数。"), N_("文件太大，请拆分后分几次上传。")
Place = Annotated[int, Field(ge=0, le=10**6, description="how many to leave out")]
FormatName = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
Step = Literal["submit", "approve", "release", "reconcile", "withdraw"]
STEPS = {
    "submit": operations.submit_batch,
    "approve": operations.approve_batch,
    "release": operations.release_batch,
    "reconcile": operations.reconcile_batch,
    "withdraw": operations.withdraw_batch,
}


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def rows_of(rows: Any, after: int, limit: int) -> dict[str, Any]:
    """A page of rows; `next` is where the next one begins."""
    found = list(rows[after : after + limit + 1])
    return {"items": found[:limit], "next": str(after + limit) if len(found) > limit else None}


@treasury.get("/treasury/orders", response=shapes.PaymentOrderPage, operation_id="list_payments")
def list_payments(
    request: HttpRequest, state: str = "", programme: str = "", after: Place = 0, limit: Limit = LIMIT
) -> Any:
    """Payments by the day on which they are due."""
    page = rows_of(queries.list_orders(scope_of(request), state, programme), after, limit)
    return page | {"items": [payment(row) for row in page["items"]]}


def payment(row: Any) -> dict[str, Any]:
    names = set(shapes.PaymentRow.model_fields) - {"payee"}
    return {name: getattr(row, name) for name in names} | {"payee": row.payee_id}


@writes("/treasury/orders/{uuid:order}/again", shapes.PaymentRow, "plan_again")
def plan_again(request: HttpRequest, order: UUID) -> Any:
    """A payment that the bank sent back goes into a next batch."""
    return payment(operations.plan_again(order=order, **said(request)))


@treasury.get("/treasury/batches", response=shapes.BatchPage, operation_id="list_payment_batches")
def list_batches(request: HttpRequest, state: str = "", after: Place = 0, limit: Limit = LIMIT) -> Any:
    """Batches, the newest first."""
    return rows_of(queries.list_batches(scope_of(request), state), after, limit)


@writes("/treasury/batches", shapes.PaymentBatch, "make_payment_batch", made=True)
def make_batch(request: HttpRequest, body: shapes.MakeBody) -> Any:
    """Put what is due in a county into a draft."""
    return operations.make_batch(**body.model_dump(), **said(request))


@treasury.get(
    "/treasury/batches/{uuid:batch}", response=shapes.BatchStanding, operation_id="get_payment_batch"
)
def get_batch(request: HttpRequest, batch: UUID) -> Any:
    """Where it stands, who held each stage, what this account may do."""
    held = queries.get_standing(scope_of(request), batch)
    return {"batch": held.batch, "stages": held.stages, "actions": [one.name for one in held.actions]}


@treasury.get(
    "/treasury/batches/{uuid:batch}/lines",
    response=shapes.PaymentLinePage,
    operation_id="list_batch_payments",
)
def list_lines(request: HttpRequest, batch: UUID, after: Place = 0, limit: Limit = LIMIT) -> Any:
    """The payments of a batch in their order, masked."""
    page = rows_of(queries.list_lines(scope_of(request), batch), after, limit)
    return page | {"items": [_line(row) for row in page["items"]]}


def _line(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("place", "id", "bank", "amount_fen")}
    return told | {"order": row.order_id, "name": row.shown, "number": str(row.number)}


@writes("/treasury/lines/{uuid:line}/drop", shapes.PaymentBatch, "drop_payment")
def drop_line(request: HttpRequest, line: UUID) -> Any:
    """A payment leaves a draft."""
    return operations.drop_line(line=line, **said(request))


@writes("/treasury/batches/{uuid:batch}/steps/{step}", shapes.PaymentBatch, "step_payment_batch")
def step_batch(request: HttpRequest, batch: UUID, step: Path[Step], body: shapes.PaymentStepBody) -> Any:
    """Submit, approve, release, reconcile or withdraw; each stage by another person."""
    return STEPS[step](batch=batch, on_behalf_of=body.on_behalf_of, **said(request))


@writes("/treasury/batches/{uuid:batch}/send-back", shapes.PaymentBatch, "send_back_payment_batch")
def send_back(request: HttpRequest, batch: UUID, body: shapes.PaymentReasonBody) -> Any:
    """The checker or the releaser does not agree, and says why."""
    return operations.send_back_batch(batch=batch, **body.model_dump(), **said(request))


@writes("/treasury/batches/{uuid:batch}/file", shapes.FileOut, "write_bank_file")
@reading
def write_file(request: HttpRequest, batch: UUID, body: shapes.FormatBody) -> Any:
    """The file for the bank (base64); each writing is kept with its digest."""
    file = operations.write_bank_file(batch=batch, format=body.format, **said(request))
    return {"name": file.name, "content": base64.b64encode(file.content).decode()}


@treasury.put(
    "/treasury/batches/{uuid:batch}/returns/{format}",
    response=shapes.ReturnRow,
    auth=WRITES,
    operation_id="take_return_file",
)
@streaming
def take_return(request: HttpRequest, batch: UUID, format: Path[FormatName]) -> Any:
    """The bytes of the bank's answer as the body (`application/octet-stream`); the same are one file."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        raise Problem("bad-request", LENGTH)
    if int(length) > bank.MOST_BYTES:
        raise Problem("too-large", TOO_LARGE)
    content = request.read(bank.MOST_BYTES + 1)
    return operations.take_return(batch=batch, format=format, content=content, **said(request))


@treasury.get(
    "/treasury/batches/{uuid:batch}/returns",
    response=list[shapes.ReturnRow],
    operation_id="list_return_files",
)
def list_returns(request: HttpRequest, batch: UUID) -> Any:
    """What the bank answered about a batch, the newest first."""
    return queries.list_return_files(scope_of(request), batch)


@treasury.get("/treasury/odd-lines", response=list[shapes.OddLine], operation_id="list_odd_lines")
def list_odd(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Lines of return files that settle nothing: unknown, doubled, different, torn."""
    rows = queries.list_odd_lines(scope_of(request))[:limit]
    names = ("id", "place", "outcome", "amount_fen", "bank_reference")
    return [{name: getattr(row, name) for name in names} | {"batch": row.file.batch_id} for row in rows]


@treasury.get(
    "/treasury/payees/{uuid:payee}/statement", response=shapes.StatementOut, operation_id="get_statement"
)
def get_statement(request: HttpRequest, payee: UUID) -> Any:
    """What a payee was paid and owes."""
    held = queries.get_statement(scope_of(request), payee)
    return {
        "payee": held.payee.id,
        "name": held.payee.shown,
        "paid_fen": held.paid_fen,
        "payments": [payment(row) for row in held.orders],
        "receivables": [receivable(row) for row in held.receivables],
    }


def receivable(row: Any) -> dict[str, Any]:
    names = ("id", "amount_fen", "collected_fen", "state")
    return {name: getattr(row, name) for name in names} | {"order": row.order_id}


@writes("/treasury/payees/{uuid:payee}/accounts", shapes.AccountRow, "propose_account", made=True)
def propose_account(request: HttpRequest, payee: UUID, body: shapes.AccountBody) -> Any:
    """A new account, for another person to confirm."""
    return account(operations.propose_account(payee=payee, **body.model_dump(), **said(request)))


@writes("/treasury/accounts/{uuid:account_id}/confirm", shapes.AccountRow, "confirm_account")
def confirm_account(request: HttpRequest, account_id: UUID) -> Any:
    """The account is right; by another than who told it."""
    return account(operations.confirm_account(account=account_id, **said(request)))


def account(row: Any) -> dict[str, Any]:
    told = {"id": row.id, "payee": row.payee_id, "bank": row.bank, "number": str(row.number)}
    return told | {"confirmed_at": row.confirmed_at}
