"""Government purchase by JSON: rules, decisions, voucher accounts, purchases, contracts; as at the desk."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from chongyang.api import cursors
from chongyang.api import purchase_shapes as shapes
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.api.uploads import sent_file
from chongyang.core.clock import now
from chongyang.purchase import operations, queries
from chongyang.purchase.operations import ContractForm, LotTold
from chongyang.purchase.rules import county
from chongyang.territory.enums import TokenName

purchase = Router(tags=["purchase"], auth=Bearer(TokenName.PURCHASE_READ))
WRITES = Bearer(TokenName.PURCHASE_WRITE)
PERSON = "/purchase/entitlements/{uuid:entitlement}"
BUY = "/purchase/procurements/{uuid:procurement}"
LONG_AGO = datetime(1900, 1, 1).astimezone()
NOBODY = UUID(int=0)


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


@purchase.get("/purchase/rules", response=list[shapes.PurchaseRuleRow], operation_id="list_purchase_rules")
def list_rules(request: HttpRequest) -> Any:
    """Every rule of every county that is known, with its clause."""
    return [one for _, one in sorted(county.load().items())]


@purchase.get(
    "/purchase/entitlements",
    response=shapes.PurchaseEntitlementPage,
    operation_id="list_purchase_entitlements",
)
def list_entitlements(
    request: HttpRequest,
    show: shapes.Show = "open",
    rule: str = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Decisions within reach by their state."""
    scope, words, after = scope_of(request), {"show": show, "rule": rule[:60]}, None
    if cursor:
        at, last = cursors.read(cursor, "purchase_entitlements", words, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    rows = queries.list_entitlements(scope, show=show, rule=rule[:60], limit=limit + 1, after=after)

    def next_of(row: Any) -> str:
        place = [row.proposed_at.isoformat(), str(row.id)]
        return cursors.write(place, "purchase_entitlements", words, scope)

    items, following = cursors.page(rows, limit, next_of)
    return {"items": list(items), "next": following}


@purchase.get(PERSON, response=shapes.PurchaseEntitlementRow, operation_id="read_purchase_entitlement")
def read_entitlement(request: HttpRequest, entitlement: UUID) -> Any:
    """One decision with every condition; the reading stands in the person's log."""
    told = said(request)
    row = queries.access_entitlement(told["scope"], entitlement)
    operations.note_reading(person=row.person, area=row.area, own=False, by=told["by"], now=told["now"])
    return row


@purchase.post(
    PERSON + "/steps/{action}",
    response=shapes.PurchaseEntitlementRow,
    auth=WRITES,
    operation_id="step_purchase_entitlement",
)
def step_entitlement(
    request: HttpRequest, entitlement: UUID, action: shapes.DecisionAction, body: shapes.VoucherDecisionBody
) -> Any:
    """One step of a decision, by whoever the stage belongs to."""
    told = {"entitlement": entitlement, **said(request)}
    if action == "apply":
        return operations.apply(**told)
    if action == "assess":
        return operations.assess(level=body.level, note=body.reason, **told)
    steps: dict[str, Any] = {
        "set_aside": operations.set_aside,
        "approve": operations.approve,
        "refuse": operations.refuse,
        "send_back": operations.send_back,
        "withdraw": operations.withdraw,
        "give_up": operations.give_up,
    }
    return steps[action](reason=body.reason, **told)


@purchase.get("/purchase/accounts", response=shapes.VoucherAccountPage, operation_id="list_voucher_accounts")
def list_accounts(
    request: HttpRequest, rule: str = "", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Voucher accounts within reach, by their keys."""
    scope, words, after = scope_of(request), {"rule": rule[:60]}, None
    if cursor:
        (last,) = cursors.read(cursor, "voucher_accounts", words, scope)
        after = UUID(last)
    rows = queries.list_accounts(scope, rule=rule[:60], limit=limit + 1, after=after)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([str(row.id)], "voucher_accounts", words, scope)
    )
    return {"items": list(items), "next": following}


@purchase.get(
    "/purchase/accounts/{uuid:account}",
    response=shapes.VoucherStatement,
    operation_id="read_voucher_statement",
)
def read_statement(request: HttpRequest, account: UUID) -> Any:
    """The account with every entry and what was left after it; the reading stands in the person's log."""
    told = said(request)
    found = queries.statement(told["scope"], account)
    held = found.account
    own = held.person in told["scope"].persons
    operations.note_reading(person=held.person, area=held.area, own=own, by=told["by"], now=told["now"])
    names = ("kind", "item", "order", "units", "amount_fen", "parts", "on", "at")
    lines = [
        {**{name: getattr(line.entry, name) for name in names}, "left": line.left} for line in found.lines
    ]
    return {"account": held, "lines": lines}


@purchase.post(
    "/purchase/accounts/{uuid:account}/corrections",
    response={201: shapes.CorrectionRow},
    auth=WRITES,
    operation_id="propose_voucher_correction",
)
def propose_correction(request: HttpRequest, account: UUID, body: shapes.CorrectionBody) -> Any:
    """Ask for an account to be changed; another person confirms it."""
    told: dict[str, Any] = {"account": account, "units": body.units, "reason": body.reason}
    return Status(201, operations.propose_correction(**told, **said(request)))


@purchase.post(
    "/purchase/corrections/{uuid:correction}",
    response=shapes.CorrectionRow,
    auth=WRITES,
    operation_id="decide_voucher_correction",
)
def decide_correction(request: HttpRequest, correction: UUID, body: shapes.CorrectionDecision) -> Any:
    """The second person confirms or refuses."""
    return operations.decide_correction(correction=correction, confirm=body.confirm, **said(request))


@purchase.get("/purchase/procurements", response=shapes.ProcurementPage, operation_id="list_procurements")
def list_procurements(
    request: HttpRequest,
    show: shapes.BuyShow = "open",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Purchases of the reader's counties, the newest first."""
    scope, words, after = scope_of(request), {"show": show}, None
    if cursor:
        (last,) = cursors.read(cursor, "procurements", words, scope)
        after = UUID(last)
    rows = queries.list_procurements(scope, show=show, limit=limit + 1, after=after)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([str(row.id)], "procurements", words, scope)
    )
    return {"items": list(items), "next": following}


@purchase.post(
    "/purchase/procurements",
    response={201: shapes.ProcurementRow},
    auth=WRITES,
    operation_id="begin_procurement",
)
def begin(request: HttpRequest, body: shapes.ProcurementBody) -> Any:
    """A need with its lots."""
    lots = [LotTold(lot.title, tuple(lot.areas), lot.items, lot.sum_fen) for lot in body.lots]
    told: dict[str, Any] = {"title": body.title, "need": body.need, "year": body.year}
    return Status(201, operations.begin(**told, lots=lots, **said(request)))


@purchase.get(BUY, response=shapes.ProcurementDetail, operation_id="read_procurement")
def read_procurement(request: HttpRequest, procurement: UUID) -> Any:
    """One purchase with lots, offers and contracts."""
    row = queries.access_procurement(scope_of(request), procurement)
    names = shapes.ProcurementRow.model_fields
    told = {name: getattr(row, name) for name in names}
    lots, bids = queries.lots_of(row), queries.bids_of(row)
    return {**told, "lots": lots, "bids": bids, "contracts": queries.contracts_of(row)}


@purchase.post(
    BUY + "/steps/{action}",
    response=shapes.ProcurementRow,
    auth=WRITES,
    operation_id="step_procurement",
)
def step_procurement(
    request: HttpRequest, procurement: UUID, action: shapes.BuyAction, body: shapes.BuyBody
) -> Any:
    """One step of a purchase; its papers are handed in before it."""
    told: dict[str, Any] = {"procurement": procurement, **said(request)}
    needs: dict[str, dict[str, Any]] = {
        "confirm_budget": {"budget": body.budget or NOBODY},
        "approve_method": {"method": body.method, "reason": body.words},
        "announce": {"offers_until": body.offers_until or LONG_AGO},
        "award": {"points": body.points},
        "accept": {"amount_fen": body.amount_fen, "words": body.words},
        "pay": {"amount_fen": body.amount_fen, "reference": body.words},
        "evaluate": {"score": body.score, "words": body.words},
        "cancel": {"reason": body.words},
    }
    return getattr(operations, action)(**needs[action], **told)


@purchase.put(
    BUY + "/files",
    response={201: shapes.ProcurementPaperRow},
    auth=WRITES,
    operation_id="attach_procurement_paper",
)
@streaming
def attach_paper(request: HttpRequest, procurement: UUID, title: str = "", name: str = "") -> Any:
    """The bytes of a paper for the step that the purchase is at, as the body."""
    told: dict[str, Any] = {"procurement": procurement, "title": title[:200], **sent_file(request, name)}
    return Status(201, operations.attach(**told, **said(request)))


@purchase.post(
    "/purchase/lots/{uuid:lot}/bids",
    response={201: shapes.BidRow},
    auth=WRITES,
    operation_id="record_bid",
)
def record_bid(request: HttpRequest, lot: UUID, body: shapes.BidBody) -> Any:
    """What an organisation offers."""
    told: dict[str, Any] = {"organisation": body.organisation, "price_fen": body.price_fen}
    return Status(201, operations.record_bid(lot=lot, **told, **said(request)))


@purchase.post(
    "/purchase/lots/{uuid:lot}/contracts",
    response={201: shapes.ContractRow},
    auth=WRITES,
    operation_id="sign_contract",
)
def sign(request: HttpRequest, lot: UUID, body: shapes.ContractBody) -> Any:
    """The contract of a lot."""
    return Status(201, operations.sign(lot=lot, form=ContractForm(**body.model_dump()), **said(request)))


@purchase.post(
    "/purchase/contracts/{uuid:contract}/steps/{action}",
    response=shapes.ContractRow,
    auth=WRITES,
    operation_id="step_contract",
)
def step_contract(
    request: HttpRequest,
    contract: UUID,
    action: Literal["publish", "file", "end"],
    body: shapes.ContractStepBody,
) -> Any:
    """Published, filed with finance, or ended before its time."""
    told: dict[str, Any] = {"contract": contract, "on": body.on, **said(request)}
    if action == "publish":
        return operations.publish_contract(**told)
    if action == "file":
        return operations.file_contract(filing=body.words, **told)
    return operations.end_contract(reason=body.words, **told)


@purchase.get("/purchase/contracts", response=list[shapes.ContractRow], operation_id="list_contracts")
def list_contracts(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Contracts of the reader's counties, the newest first."""
    return queries.list_contracts(scope_of(request), limit=limit)
