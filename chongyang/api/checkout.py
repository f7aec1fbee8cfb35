"""Own payments by JSON, as on their pages: bills, payments, refunds, differences."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from chongyang.api import checkout_shapes as shapes
from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.shapes import LIMIT, Cursor, Limit, plain
from chongyang.checkout import operations, queries
from chongyang.territory.enums import TokenName

checkout = Router(tags=["checkout"], auth=Bearer(TokenName.CHECKOUT_READ))
WRITES = Bearer(TokenName.CHECKOUT_WRITE)
writes = writer(checkout, WRITES)
BILL = "/checkout/bills/{uuid:bill}"


def page_of(rows: Any, limit: int, query: str, words: dict[str, Any], scope: Any, shown: Any) -> Any:
    """A page in the order of keys."""
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([str(row.id)], query, words, scope)
    )
    return {"items": [shown(row) for row in items], "next": following}


def after_of(cursor: str | None, query: str, words: dict[str, Any], scope: Any) -> UUID | None:
    return UUID(cursors.read(cursor, query, words, scope)[0]) if cursor else None


@checkout.get("/checkout/bills", response=shapes.CheckoutBillPage, operation_id="list_bills")
def list_bills(
    request: HttpRequest, state: str = "", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """The caller's own bills, or those of the provider or the area; the newest first."""
    scope, words = scope_of(request), {"state": state[:20]}
    after = after_of(cursor, "bills", words, scope)
    rows = queries.list_bills(scope, state=state[:20], after=after, limit=limit + 1)
    return page_of(rows, limit, "bills", words, scope, lambda row: plain(row, shapes.CheckoutBillRow))


@checkout.get(BILL, response=shapes.CheckoutBillDetail, operation_id="read_bill")
def read_bill(request: HttpRequest, bill: UUID) -> Any:
    """One bill with its payments."""
    row = queries.access_bill(scope_of(request), bill)
    attempts = [plain(one, shapes.CheckoutAttemptRow) for one in row.attempts.order_by("id")]
    return plain(row, shapes.CheckoutBillDetail, attempts=attempts)


@writes(BILL + "/payments", shapes.CheckoutAttemptRow, "begin_payment", made=True)
def begin(request: HttpRequest, bill: UUID, body: shapes.CheckoutPayBody) -> Any:
    """Where to pay; one that is open at the same vendor is given again."""
    return Status(201, operations.begin_payment(bill=bill, vendor=body.vendor, **said(request)))


@writes("/checkout/payments/{uuid:attempt}/ask", shapes.CheckoutAttemptRow, "ask_payment_vendor")
def ask_vendor(request: HttpRequest, attempt: UUID) -> Any:
    """Ask the vendor what became of a payment whose notice has not come."""
    queries.access_attempt(scope_of(request), attempt)
    return operations.ask_vendor(attempt=attempt, **said(request))


def _refund(row: Any) -> dict[str, Any]:
    return plain(row, shapes.CheckoutRefundRow, attempt=row.attempt_id)


@checkout.get("/checkout/refunds", response=shapes.CheckoutRefundPage, operation_id="list_refunds")
def list_refunds(
    request: HttpRequest, waiting: bool = False, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """Refunds within reach, the newest first."""
    scope, words = scope_of(request), {"waiting": waiting}
    after = after_of(cursor, "refunds", words, scope)
    rows = queries.list_refunds(scope, waiting=waiting, after=after, limit=limit + 1)
    return page_of(rows, limit, "refunds", words, scope, _refund)


@writes("/checkout/payments/{uuid:attempt}/refunds", shapes.CheckoutRefundRow, "ask_refund", made=True)
def ask_refund(request: HttpRequest, attempt: UUID, body: shapes.CheckoutRefundBody) -> Any:
    """Ask that a payment, or a part, goes back; another person decides."""
    told = body.model_dump()
    return Status(201, _refund(operations.ask_refund(attempt=attempt, **told, **said(request))))


@writes("/checkout/refunds/{uuid:refund}/decision", shapes.CheckoutRefundRow, "decide_refund")
def decide_refund(request: HttpRequest, refund: UUID, body: shapes.CheckoutDecisionBody) -> Any:
    """The second person's word."""
    return _refund(operations.decide_refund(refund=refund, approve=body.approve, **said(request)))


def _difference(row: Any) -> dict[str, Any]:
    return plain(row, shapes.VendorDifferenceRow, day=row.day_id)


@checkout.get(
    "/checkout/differences",
    response=list[shapes.VendorDifferenceRow],
    operation_id="list_vendor_differences",
)
def list_differences(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """What a vendor's statement and the bills here disagree about, and nobody explained yet."""
    return [_difference(row) for row in queries.list_differences(scope_of(request), limit=limit)]


@writes(
    "/checkout/differences/{uuid:difference}/close", shapes.VendorDifferenceRow, "close_vendor_difference"
)
def close_difference(request: HttpRequest, difference: UUID, body: shapes.CheckoutReasonBody) -> Any:
    """A person says what it was."""
    told: dict[str, Any] = {"difference": difference, "reason": body.reason}
    return _difference(operations.close_difference(**told, **said(request)))
