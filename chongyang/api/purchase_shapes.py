"""Shapes of government purchase by JSON: decisions, accounts, purchases and contracts. Names are covered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Moment

Show = Literal["mine", "proposed", "open", "in_force", "ended"]
BuyShow = Literal["open", "mine", "ended"]
Reason = Annotated[str, Field(max_length=500)]
Words = Annotated[str, Field(max_length=1000)]
Fen = Annotated[int, Field(ge=0, le=10**12)]
Item = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$")]
DecisionAction = Literal[
    "apply", "set_aside", "assess", "approve", "refuse", "send_back", "withdraw", "give_up"
]
BuyAction = Literal[
    "confirm_budget", "approve_method", "announce", "award", "accept", "pay", "evaluate", "cancel"
]


class PurchaseRuleRow(Schema):
    """A county's rule. `items`: which percent of the price the quota pays; `percents`: the payers' shares."""

    key: str
    label: str
    english: str
    areas: list[str]
    valid_from: date
    valid_to: date | None
    clause: str
    confirmed: bool
    note: str
    unit: str
    period: str
    items: dict[str, int]
    percents: dict[str, int]
    remainder: str
    covers_whole: bool


class PurchaseEntitlementRow(Schema):
    """A decision about a person; `facts` are the conditions with their sources."""

    id: UUID
    number: str
    rule: str
    group: str
    quota: int
    person: UUID
    area: int
    day: date
    facts: list[dict[str, Any]]
    state: str
    why: str
    proposed_at: datetime
    due_at: datetime | None
    valid_from: date | None
    valid_to: date | None


class PurchaseEntitlementPage(Schema):
    items: list[PurchaseEntitlementRow]
    next: str | None


class VoucherDecisionBody(Body):
    """What a step needs: the assessor's `level`, the `reason` of a no."""

    reason: Reason = ""
    level: Annotated[str, Field(max_length=1)] = ""


class VoucherAccountRow(Schema):
    """In the unit of its rule: fen, minutes or times."""

    id: UUID
    person: UUID
    area: int
    rule: str
    unit: str
    period_from: date
    valid_to: date
    granted: int
    held: int
    spent: int
    left: int


class VoucherAccountPage(Schema):
    items: list[VoucherAccountRow]
    next: str | None


class VoucherLine(Schema):
    kind: str
    item: str
    order: UUID | None
    units: int
    amount_fen: int
    parts: list[dict[str, Any]]
    on: date
    at: datetime
    left: int


class VoucherStatement(Schema):
    account: VoucherAccountRow
    lines: list[VoucherLine]


class CorrectionBody(Body):
    units: Annotated[int, Field(ge=-(10**8), le=10**8)]
    reason: Reason


class CorrectionDecision(Body):
    confirm: bool


class CorrectionRow(Schema):
    id: UUID
    account: UUID = Field(validation_alias="account_id")
    units: int
    proposed_at: datetime
    decided_at: datetime | None
    confirmed: bool | None


class LotBody(Body):
    title: Annotated[str, Field(max_length=120)]
    areas: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=60)]
    items: dict[Item, Fen]
    sum_fen: Fen


class ProcurementBody(Body):
    title: Annotated[str, Field(max_length=120)]
    need: Annotated[str, Field(max_length=2000)]
    year: Annotated[int, Field(ge=2000, le=2100)]
    lots: Annotated[list[LotBody], Field(max_length=20)]


class LotRow(Schema):
    id: UUID
    number: int
    title: str
    areas: list[str]
    items: dict[str, int]
    sum_fen: int


class BidRow(Schema):
    id: UUID
    lot: UUID = Field(validation_alias="lot_id")
    organisation: UUID
    price_fen: int
    points: Decimal | None
    awarded: bool


class ContractRow(Schema):
    """A contract with its clocks; `ended_on` before its time."""

    id: UUID
    lot: UUID = Field(validation_alias="lot_id")
    number: str
    organisation: UUID
    area: int
    areas: list[str]
    items: dict[str, int]
    sum_fen: int
    signed_on: date
    valid_from: date
    valid_to: date
    publish_due_on: date
    published_on: date | None
    file_due_on: date
    filed_on: date | None
    ended_on: date | None


class ProcurementRow(Schema):
    id: UUID
    number: str
    organisation: UUID
    area: int
    title: str
    need: str
    year: int
    estimated_fen: int
    state: str
    opened_at: datetime
    method: str
    offers_until: datetime | None
    accepted_fen: int | None
    paid_fen: int | None
    score: int | None


class ProcurementPage(Schema):
    items: list[ProcurementRow]
    next: str | None


class ProcurementDetail(ProcurementRow):
    lots: list[LotRow]
    bids: list[BidRow]
    contracts: list[ContractRow]


class BuyBody(Body):
    """What a step of a purchase needs; the others are left out."""

    budget: UUID | None = None
    method: Annotated[str, Field(max_length=30)] = ""
    words: Words = ""
    offers_until: Moment | None = None
    points: dict[UUID, Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]] = {}
    amount_fen: Fen = 0
    score: Annotated[int, Field(ge=0, le=100)] = 0


class BidBody(Body):
    organisation: UUID
    price_fen: Fen


class ContractBody(Body):
    number: Annotated[str, Field(max_length=60)]
    sum_fen: Fen
    signed_on: date
    valid_from: date
    valid_to: date


class ContractStepBody(Body):
    on: date
    words: Annotated[str, Field(max_length=200)] = ""


class ProcurementPaperRow(Schema):
    """`kind` is the step at which it was handed in."""

    id: UUID
    kind: str
    title: str
    added_at: datetime
