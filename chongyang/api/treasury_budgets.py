"""Budgets, allotments, freezes, year ends, recoveries, the ledger; adds to the router of payments."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path

from chongyang.api import treasury_shapes as shapes
from chongyang.api.needs import scope_of
from chongyang.api.shapes import LIMIT, Limit
from chongyang.api.treasury import receivable, said, treasury, writes
from chongyang.treasury import operations, queries


@treasury.get("/treasury/budgets", response=list[shapes.BudgetRow], operation_id="list_budgets")
def list_budgets(request: HttpRequest, year: shapes.Year) -> Any:
    """Budgets of a year by payer, fund and programme, with what is committed and spent."""
    return list(queries.list_budgets(scope_of(request), year))


@treasury.get("/treasury/ledger", response=list[shapes.BalanceRow], operation_id="get_trial_balance")
def trial_balance(request: HttpRequest, year: shapes.Year) -> Any:
    """Every account of a year by level and source of funds; positive is debit."""
    rows = queries.trial_balance(scope_of(request), year)
    return [
        {"account": row.account.code, "level": row.level, "fund": row.fund, "amount_fen": row.amount_fen}
        for row in rows
    ]


@writes("/treasury/budget-lines", shapes.BudgetLineRow, "propose_budget_line", made=True)
def propose_line(request: HttpRequest, body: shapes.BudgetLineBody) -> Any:
    """A line of a budget, for a second person."""
    return operations.propose_line(told=operations.LineTold(**body.model_dump()), **said(request))


@writes("/treasury/budget-lines/{uuid:line}/{answer}", shapes.BudgetLineRow, "decide_budget_line")
def decide_line(request: HttpRequest, line: UUID, answer: Path[Literal["confirm", "refuse"]]) -> Any:
    """Confirm it, never by who proposed it; or refuse it."""
    step = operations.confirm_line if answer == "confirm" else operations.refuse_line
    return step(line=line, **said(request))


@treasury.get("/treasury/allotments", response=list[shapes.AllotmentRow], operation_id="list_allotments")
def list_allotments(request: HttpRequest) -> Any:
    """Allotments that wait for the city's second person or for the county."""
    return list(queries.list_open_allotments(scope_of(request)))


@writes("/treasury/budgets/{uuid:budget}/allotments", shapes.AllotmentRow, "propose_allotment", made=True)
def propose_allotment(request: HttpRequest, budget: UUID, body: shapes.AllotBody) -> Any:
    """Money of the city's budget for a county."""
    return operations.propose_allotment(budget=budget, **body.model_dump(), **said(request))


@writes("/treasury/allotments/{uuid:allotment}/{answer}", shapes.AllotmentRow, "step_allotment")
def step_allotment(request: HttpRequest, allotment: UUID, answer: Path[Literal["confirm", "receive"]]) -> Any:
    """Confirmed by the city's second person, received by the county's third."""
    step = operations.confirm_allotment if answer == "confirm" else operations.receive_allotment
    return step(allotment=allotment, **said(request))


@writes("/treasury/allotments/{uuid:allotment}/refusal", shapes.AllotmentRow, "refuse_allotment")
def refuse_allotment(request: HttpRequest, allotment: UUID, body: shapes.PaymentReasonBody) -> Any:
    """The second person does not agree."""
    return operations.refuse_allotment(allotment=allotment, reason=body.reason, **said(request))


@treasury.get("/treasury/freezes", response=list[shapes.FreezeRow], operation_id="list_freezes")
def list_freezes(request: HttpRequest) -> Any:
    """Freezes that are or were, the newest first."""
    return list(queries.list_freezes(scope_of(request))[:200])


@writes("/treasury/freezes", shapes.FreezeRow, "propose_freeze", made=True)
def propose_freeze(request: HttpRequest, body: shapes.FreezeBody) -> Any:
    """Ask that nothing is released for a time."""
    return operations.propose_freeze(**body.model_dump(), **said(request))


@writes("/treasury/freezes/{uuid:freeze}/{answer}", shapes.FreezeRow, "decide_freeze")
def decide_freeze(request: HttpRequest, freeze: UUID, answer: Path[Literal["confirm", "lift"]]) -> Any:
    """Confirm or lift it; not by who asked for it."""
    step = operations.confirm_freeze if answer == "confirm" else operations.lift_freeze
    return step(freeze=freeze, **said(request))


@writes("/treasury/year-ends", shapes.YearEndRow, "propose_year_end", made=True)
def propose_year_end(request: HttpRequest, body: shapes.YearBody) -> Any:
    """Ask to close a year that is over."""
    return operations.propose_year_end(**body.model_dump(), **said(request))


@writes("/treasury/year-ends/{uuid:year_end}/confirm", shapes.YearEndRow, "confirm_year_end")
def confirm_year_end(request: HttpRequest, year_end: UUID) -> Any:
    """Close it: what nobody committed lapses or is carried over."""
    return operations.confirm_year_end(year_end=year_end, **said(request))


@treasury.get("/treasury/receivables", response=list[shapes.ReceivableRow], operation_id="list_receivables")
def list_receivables(request: HttpRequest) -> Any:
    """What payees owe, the oldest first."""
    return [receivable(row) for row in queries.list_receivables(scope_of(request))[:200]]


@writes("/treasury/receivables/{uuid:owed}/collections", shapes.RepaymentRow, "propose_collection", made=True)
def propose_collection(request: HttpRequest, owed: UUID, body: shapes.CollectBody) -> Any:
    """Money came in, says one person; the bank's reference counts once, when another confirms it."""
    told = body.model_dump(exclude={"bank_reference"}) | {"key": f"transfer/{body.bank_reference}"}
    return repayment(operations.propose_collection(receivable=owed, **told, **said(request)))


@writes("/treasury/receivables/{uuid:owed}/set-off", shapes.RepaymentRow, "propose_set_off", made=True)
def propose_set_off(request: HttpRequest, owed: UUID, body: shapes.SetOffBody) -> Any:
    """It should be taken from a planned payment of the same payee."""
    return repayment(operations.propose_set_off(receivable=owed, **body.model_dump(), **said(request)))


@treasury.get("/treasury/repayments", response=list[shapes.RepaymentRow], operation_id="list_repayments")
def list_repayments(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """What was told as having come back and waits for a second person."""
    return [repayment(row) for row in queries.list_repayments(scope_of(request))[:limit]]


@writes("/treasury/repayments/{uuid:told}/confirm", shapes.ReceivableRow, "confirm_repayment")
def confirm_repayment(request: HttpRequest, told: UUID, body: shapes.PaymentStepBody) -> Any:
    """It counts from now; by another than who told it, and by nobody who decided the recovery."""
    return receivable(
        operations.confirm_repayment(repayment=told, on_behalf_of=body.on_behalf_of, **said(request))
    )


@writes("/treasury/repayments/{uuid:told}/refuse", shapes.RepaymentRow, "refuse_repayment")
def refuse_repayment(request: HttpRequest, told: UUID, body: shapes.PaymentReasonBody) -> Any:
    """The second person does not agree, and says why."""
    return repayment(operations.refuse_repayment(repayment=told, **body.model_dump(), **said(request)))


@writes("/treasury/repayments/{uuid:told}/withdraw", shapes.RepaymentRow, "withdraw_repayment")
def withdraw_repayment(request: HttpRequest, told: UUID) -> Any:
    """Who told it takes it back."""
    return repayment(operations.withdraw_repayment(repayment=told, **said(request)))


def repayment(row: Any) -> dict[str, Any]:
    names = ("id", "way", "amount_fen", "on", "state", "proposed_at")
    told = {name: getattr(row, name) for name in names}
    return told | {"receivable": row.receivable_id, "order": row.order_id}
