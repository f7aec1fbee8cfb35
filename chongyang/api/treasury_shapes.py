"""Shapes of the payment desk by JSON. Names and account numbers are masked; money is whole fen."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Fen = Annotated[int, Field(ge=1, le=10**13)]
Area = Annotated[int, Field(ge=10**11, le=10**12 - 1, description="first 12-digit code of a unit")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
Year = Annotated[int, Field(ge=2000, le=2100)]


class PaymentBatch(Schema):
    """A batch of payments; `digest` covers its lines since it was submitted."""

    id: UUID
    area: int
    programme: str
    year: int
    number: int
    state: str
    count: int
    total_fen: int
    made_at: datetime
    released_at: datetime | None
    settled_at: datetime | None


class StageRow(Schema):
    name: str
    holders: list[UUID]
    at: datetime | None
    is_next: bool


class BatchStanding(Schema):
    """Where a batch stands; `actions` are those that this token's account may take now."""

    batch: PaymentBatch
    stages: list[StageRow]
    actions: list[str]


class PaymentLine(Schema):
    place: int
    id: UUID
    order: UUID
    name: str
    bank: str
    number: str
    amount_fen: int


class PaymentRow(Schema):
    id: UUID
    payee: UUID
    programme: str
    clause: str
    object: str
    period_from: date
    period_to: date | None
    line: int
    amount_fen: int
    set_off_fen: int
    state: str
    due_on: date
    paid_on: date | None
    reference_kind: str
    reference: UUID


class PaymentPage(Schema):
    items: list[Any]
    next: str | None


class PaymentOrderPage(PaymentPage):
    items: list[PaymentRow]


class BatchPage(PaymentPage):
    items: list[PaymentBatch]


class PaymentLinePage(PaymentPage):
    items: list[PaymentLine]


class OddLine(Schema):
    """A line of a return file that settles nothing."""

    id: UUID
    batch: UUID
    place: int
    outcome: str
    amount_fen: int | None
    bank_reference: str


class ReturnRow(Schema):
    """What was read from a return file."""

    id: UUID
    lines: int
    paid: int
    failed: int
    odd: int
    paid_fen: int
    failed_fen: int
    uploaded_at: datetime
    reconciled_at: datetime | None


class FileOut(Schema):
    name: str
    content: str = Field(description="the bytes in base64")


class BudgetRow(Schema):
    id: UUID
    area: int
    level: str
    fund: str
    programme: str
    year: int
    ceiling_fen: int
    committed_fen: int
    spent_fen: int
    allotted_fen: int
    closed_at: datetime | None


class BalanceRow(Schema):
    account: str
    level: str
    fund: str
    amount_fen: int


class BudgetLineRow(Schema):
    id: UUID
    kind: str
    amount_fen: int
    document: str
    confirmed_at: datetime | None


class AllotmentRow(Schema):
    id: UUID
    area: int
    to_area: int
    amount_fen: int
    state: str


class FreezeRow(Schema):
    id: UUID
    area: int
    level: str
    programme: str
    valid_from: date
    valid_to: date | None
    confirmed_at: datetime | None


class YearEndRow(Schema):
    id: UUID
    area: int
    year: int
    lapsed_fen: int
    carried_fen: int
    confirmed_at: datetime | None


class AccountRow(Schema):
    """An account of a payee; the number shows its last four digits."""

    id: UUID
    payee: UUID
    bank: str
    number: str
    confirmed_at: datetime | None


class ReceivableRow(Schema):
    id: UUID
    order: UUID
    amount_fen: int
    collected_fen: int
    state: str


class RepaymentRow(Schema):
    """What came back (`transfer`) or should be set off, as one person says; another confirms it."""

    id: UUID
    receivable: UUID
    way: str
    order: UUID | None
    amount_fen: int
    on: date
    state: str
    proposed_at: datetime


class StatementOut(Schema):
    payee: UUID
    name: str
    paid_fen: int
    payments: list[PaymentRow]
    receivables: list[ReceivableRow]


class MakeBody(Body):
    area: Area
    until: Day
    programme: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    on_behalf_of: UUID | None = None


class PaymentStepBody(Body):
    on_behalf_of: UUID | None = None


class PaymentReasonBody(PaymentStepBody):
    reason: Line


class FormatBody(Body):
    format: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class AccountBody(Body):
    bank: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
    number: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class BudgetLineBody(Body):
    level: Line
    area: Area
    fund: Line
    programme: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    year: Year
    kind: Line
    amount_fen: Fen
    document: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class AllotBody(Body):
    to_area: Area
    amount_fen: Fen
    document: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class FreezeBody(Body):
    level: Annotated[str, Field(pattern=r"^(city|county|street)$")]
    area: Area
    programme: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    valid_from: Day
    valid_to: Day | None = None
    reason: Line


class YearBody(Body):
    level: Annotated[str, Field(pattern=r"^(city|county|street)$")]
    area: Area
    year: Year
    document: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class CollectBody(PaymentStepBody):
    amount_fen: Fen
    on: Day
    bank_reference: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]


class SetOffBody(PaymentStepBody):
    order: UUID
