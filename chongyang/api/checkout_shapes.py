"""Shapes of own payments: bills, payments, refunds, errands, merchants' numbers, vendors' statements."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Fen = Annotated[int, Field(gt=0, lt=10**12)]


class CheckoutAttemptRow(Schema):
    id: UUID
    vendor: str
    number: str
    amount_fen: int
    back_fen: int
    state: str
    link: str
    expires_at: datetime
    paid_at: datetime | None


class CheckoutBillRow(Schema):
    id: UUID
    number: str
    organisation: UUID
    kind: str
    item: str
    amount_fen: int
    state: str
    made_at: datetime
    due_on: date
    paid_at: datetime | None


class CheckoutBillDetail(CheckoutBillRow):
    attempts: list[CheckoutAttemptRow]


class CheckoutBillPage(Schema):
    items: list[CheckoutBillRow]
    next: str | None


class CheckoutRefundRow(Schema):
    id: UUID
    attempt: UUID
    number: str
    amount_fen: int
    reason: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    done_at: datetime | None


class CheckoutRefundPage(Schema):
    items: list[CheckoutRefundRow]
    next: str | None


class ErrandRow(Schema):
    """Name and number are masked; the receipts are files."""

    id: UUID
    organisation: UUID
    utility: str
    household_number: str
    name: str
    most_fen: int
    amount_fen: int | None
    state: str
    asked_at: datetime
    paid_at: datetime | None
    handed_at: datetime | None


class ErrandPage(Schema):
    items: list[ErrandRow]
    next: str | None


class ErrandSums(Schema):
    count: int
    paid_fen: int
    signed_fen: int
    open_fen: int
    came_fen: int
    cash_fen: int
    owed_fen: int


class MerchantRow(Schema):
    """`ends_with` are the last four signs; the number itself is never given out."""

    id: UUID
    organisation: UUID
    vendor: str
    ends_with: str
    valid_from: date
    is_confirmed: bool
    ended_on: date | None


class VendorDayRow(Schema):
    id: UUID
    vendor: str
    ends_with: str
    on: date
    taken_at: datetime
    lines: int
    paid_fen: int
    back_fen: int
    open_differences: int


class VendorDifferenceRow(Schema):
    id: UUID
    day: UUID
    number: str
    kind: str
    is_refund: bool
    here_fen: int | None
    there_fen: int | None
    closed_at: datetime | None
    reason: str


class CheckoutPayBody(Body):
    vendor: Annotated[str, Field(min_length=1, max_length=20)]


class CheckoutRefundBody(Body):
    amount_fen: Fen
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class CheckoutDecisionBody(Body):
    approve: bool


class CheckoutReasonBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ErrandBody(Body):
    person: UUID
    organisation: UUID
    utility: Annotated[str, Field(max_length=20)]
    household_number: Annotated[str, Field(min_length=1, max_length=40)]
    most_fen: Fen


class MerchantBody(Body):
    vendor: Annotated[str, Field(min_length=1, max_length=20)]
    number: Annotated[str, Field(min_length=1, max_length=40)]


class MerchantNumberBody(Body):
    number: Annotated[str, Field(min_length=1, max_length=40)]
