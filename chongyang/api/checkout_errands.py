"""Errands, merchants' numbers and vendors' statements by JSON; receipts and statements are bytes."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Status

from chongyang.api import checkout_shapes as shapes
from chongyang.api.checkout import WRITES, after_of, checkout, page_of, writes
from chongyang.api.evidence import FileContent, content_of
from chongyang.api.marks import streaming
from chongyang.api.needs import scope_of
from chongyang.api.orders import said
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Cursor, Limit, plain
from chongyang.api.uploads import sent_file
from chongyang.checkout import operations, queries

ERRANDS = "/checkout/errands"
ONE = ERRANDS + "/{uuid:errand}"
NUMBERS = "/checkout/merchants"
MERCHANT = NUMBERS + "/{uuid:merchant}"
MOST_BYTES = 8 * 1024 * 1024
SHOWN = 4
AmountFen = Annotated[int, Query(gt=0, lt=10**12)]


def _errand(row: Any) -> dict[str, Any]:
    masks = {name: str(getattr(row, name)) for name in ("name", "household_number")}
    return plain(row, shapes.ErrandRow, **masks)


@checkout.get(ERRANDS, response=shapes.ErrandPage, operation_id="list_errands")
def list_errands(
    request: HttpRequest, state: str = "", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """Errands within reach, the newest first."""
    scope, words = scope_of(request), {"state": state[:20]}
    after = after_of(cursor, "errands", words, scope)
    rows = queries.list_errands(scope, state=state[:20], after=after, limit=limit + 1)
    return page_of(rows, limit, "errands", words, scope, _errand)


@checkout.get(ERRANDS + "/month", response=shapes.ErrandSums, operation_id="sum_errands")
def sum_errands(request: HttpRequest, month: date) -> Any:
    """What was paid for elders in the month of a day, and where it stands now."""
    if not date(2018, 1, 1) <= month < date(2200, 1, 1):
        raise Problem("invalid", errors=[("/query/month", "month")])
    return queries.month_of_errands(scope_of(request), month)


@checkout.get(ONE, response=shapes.ErrandRow, operation_id="read_errand")
def read_errand(request: HttpRequest, errand: UUID) -> Any:
    """One errand, masked."""
    return _errand(queries.access_errand(scope_of(request), errand))


@checkout.get(ONE + "/receipts/{which}", response=FileContent, operation_id="read_errand_receipt")
def read_receipt(request: HttpRequest, errand: UUID, which: Literal["paid", "handed", "cash"]) -> Any:
    """One of the receipts."""
    return content_of(queries.access_receipt(scope_of(request), errand, which))


@writes(ERRANDS, shapes.ErrandRow, "ask_errand", made=True)
def ask(request: HttpRequest, body: shapes.ErrandBody) -> Any:
    """Ask that a utility's bill is paid, up to an amount."""
    return Status(201, _errand(operations.ask_errand(**body.model_dump(), **said(request))))


@checkout.put(ONE + "/payment", response=shapes.ErrandRow, auth=WRITES, operation_id="pay_errand")
@streaming
def pay(request: HttpRequest, errand: UUID, amount_fen: AmountFen, name: str = "") -> Any:
    """It is paid: the bytes of the utility's receipt as the body."""
    told: dict[str, Any] = {"errand": errand, "amount_fen": amount_fen, **sent_file(request, name)}
    return _errand(operations.pay_errand(**told, **said(request)))


@checkout.put(ONE + "/receipt", response=shapes.ErrandRow, auth=WRITES, operation_id="hand_over_errand")
@streaming
def hand_over(request: HttpRequest, errand: UUID, name: str = "") -> Any:
    """The elder signed on paper: the bytes of what she signed as the body."""
    return _errand(operations.hand_over(errand=errand, **sent_file(request, name), **said(request)))


@writes(ONE + "/sign", shapes.ErrandRow, "sign_errand")
def sign(request: HttpRequest, errand: UUID) -> Any:
    """The elder, or who acts for her, holds the utility's receipt."""
    return _errand(operations.sign_errand(errand=errand, **said(request)))


@writes(ONE + "/cancel", shapes.ErrandRow, "cancel_errand")
def cancel(request: HttpRequest, errand: UUID) -> Any:
    """Nobody has paid yet, and nobody shall."""
    return _errand(operations.cancel_errand(errand=errand, **said(request)))


@checkout.put(ONE + "/cash", response=shapes.ErrandRow, auth=WRITES, operation_id="take_errand_cash")
@streaming
def take_cash(request: HttpRequest, errand: UUID, amount_fen: AmountFen, name: str = "") -> Any:
    """Cash, only where the city allows it: the bytes of the signed receipt as the body."""
    told: dict[str, Any] = {"errand": errand, "amount_fen": amount_fen, **sent_file(request, name)}
    operations.take_cash(**told, **said(request))
    return _errand(queries.access_errand(scope_of(request), errand))


@writes(ONE + "/cash/confirm", shapes.ErrandRow, "confirm_errand_cash")
def confirm_cash(request: HttpRequest, errand: UUID) -> Any:
    """Another person counted it too."""
    operations.confirm_cash(errand=errand, **said(request))
    return _errand(queries.access_errand(scope_of(request), errand))


def _end_of(number: str) -> str:
    return number[-SHOWN:] if len(number) > SHOWN else ""


def _merchant(row: Any) -> dict[str, Any]:
    told = {"ends_with": _end_of(row.number), "is_confirmed": row.confirmed_by is not None}
    return plain(row, shapes.MerchantRow, **told)


@checkout.get(NUMBERS, response=list[shapes.MerchantRow], operation_id="list_merchants")
def list_merchants(request: HttpRequest) -> Any:
    """A provider's own numbers, or those of all for who makes payments."""
    return [_merchant(row) for row in queries.list_merchants(scope_of(request))]


@writes(NUMBERS, shapes.MerchantRow, "tell_merchant", made=True)
def tell(request: HttpRequest, body: shapes.MerchantBody) -> Any:
    """A number of the caller's own provider; another person confirms it."""
    organisation = scope_of(request).organisation or UUID(int=0)
    told: dict[str, Any] = {"organisation": organisation, **body.model_dump()}
    return Status(201, _merchant(operations.tell_merchant(**told, **said(request))))


@writes(MERCHANT + "/confirm", shapes.MerchantRow, "confirm_merchant")
def confirm(request: HttpRequest, merchant: UUID, body: shapes.MerchantNumberBody) -> Any:
    """Another person tells it again; the number before it ends."""
    return _merchant(operations.confirm_merchant(merchant=merchant, number=body.number, **said(request)))


@writes(MERCHANT + "/end", shapes.MerchantRow, "end_merchant")
def end(request: HttpRequest, merchant: UUID) -> Any:
    """Nobody pays to this number any more."""
    return _merchant(operations.end_merchant(merchant=merchant, **said(request)))


def _day(row: Any, still_open: int) -> dict[str, Any]:
    told = {"ends_with": _end_of(row.merchant), "open_differences": still_open}
    return plain(row, shapes.VendorDayRow, **told)


@checkout.get("/checkout/statements", response=list[shapes.VendorDayRow], operation_id="list_vendor_days")
def list_days(request: HttpRequest) -> Any:
    """Statements of vendors that were compared, the newest first."""
    return [_day(row, count) for row, count in queries.list_vendor_days(scope_of(request))]


@checkout.put(
    MERCHANT + "/statements/{on}",
    response={201: shapes.VendorDayRow},
    auth=WRITES,
    operation_id="take_vendor_statement",
)
@streaming
def take_statement(request: HttpRequest, merchant: UUID, on: date) -> Any:
    """A vendor's statement of a day as the body: compared with what is here."""
    row = queries.access_merchant(scope_of(request), merchant)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Problem("too-large")
    told: dict[str, Any] = {"vendor": row.vendor, "merchant": row.number, "on": on, "body": body}
    made = operations.take_statement(**told, **said(request))
    return Status(201, _day(made, made.differences.filter(closed_at=None).count()))
