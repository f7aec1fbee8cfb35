"""Shapes of returns in the door. Numbers are written as text, so that none is rounded on the way."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Show = Literal["mine", "late", "open", "all"]
Action = Literal["sum", "submit", "pass", "return"]
Number = Annotated[str, Field(max_length=24)]
Item = Annotated[str, Field(min_length=1, max_length=60)]
Words = Annotated[str, Field(max_length=300)]
Quarter = Annotated[str, Field(pattern=r"^20\d\d(Q[1-4])?$", description="2018Q4, or 2018 for the year")]


class FilingCellBody(Body):
    """One line. `seen` is the version that the sender read, 0 for an empty cell; `unit` is checked."""

    item: Item
    numerator: Number | None = None
    denominator: Number | None = None
    seen: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    unit: Annotated[str, Field(max_length=20)] | None = None


class FilingBody(Body):
    cells: Annotated[list[FilingCellBody], Field(min_length=1, max_length=60)]


class FilingStepBody(Body):
    """`note` says why some are missing below; `reason` and `remarks` (by line) go back with a return."""

    action: Action
    note: Words = ""
    reason: Words = ""
    remarks: dict[Item, Words] = Field(default_factory=dict)


class FilingCorrectionBody(Body):
    item: Item
    numerator: Number
    denominator: Number | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    document: Annotated[str, Field(min_length=1, max_length=120)]
    dated_on: date


class FilingDecisionBody(Body):
    agrees: bool


class FilingClosingBody(Body):
    reason: Words = ""


class FilingRow(Schema):
    id: UUID
    form: str
    way: str
    level: str
    place: str
    period: str
    lead: str
    state: str
    fill_due_on: date
    due_on: date | None
    submitted_at: datetime | None
    times_returned: int
    reminded_at: datetime | None
    escalated_at: datetime | None
    locked_at: datetime | None
    note: str


class FilingPage(Schema):
    items: list[FilingRow]
    next: str | None = None


class FilingLine(Schema):
    """A line with what stands; `missing` places below said nothing, `version` is what to send as `seen`."""

    item: str
    numerator_words: str
    denominator_words: str
    unit: str
    numerator: Decimal | None
    denominator: Decimal | None
    missing: int
    version: int
    former_numerator: Decimal | None
    former_denominator: Decimal | None


class FilingRemark(Schema):
    item: str
    text: str
    made_at: datetime
    settled_at: datetime | None


class FilingFile(FilingRow):
    lines: list[FilingLine]
    remarks: list[FilingRemark]


class FilingProof(Schema):
    id: UUID
    item: str
    added_at: datetime


class FilingCorrection(Schema):
    id: UUID
    report: UUID
    item: str
    former_numerator: Decimal
    former_denominator: Decimal | None
    numerator: Decimal
    denominator: Decimal | None
    reason: str
    document: str
    dated_on: date
    state: str
    proposed_at: datetime
    decided_at: datetime | None

    @staticmethod
    def resolve_report(row: Any) -> UUID:
        return row.report_id  # type: ignore[no-any-return]


class FilingTally(Schema):
    """Of one place, or of a lead unit for the city's own returns; `waiting` are not due yet."""

    key: str
    due: int
    on_time: int
    late: int
    missing: int
    returned: int
    locked: int
    waiting: int


class FilingClosing(Schema):
    period: str
    closed_at: datetime
    missing: int
    reason: str


class FilingBookOffer(Schema):
    """A place and quarter with something to fill in."""

    place: str
    quarter: str

    @staticmethod
    def resolve_quarter(row: Any) -> str:
        return str(row.quarter)


class FilingBookRow(Schema):
    """A workbook that the caller sent: `checked` waits, then `taken` or `dropped`."""

    id: UUID
    place: str
    period: str
    state: str
    uploaded_at: datetime
    settled_at: datetime | None


class FilingBooks(Schema):
    offers: list[FilingBookOffer]
    items: list[FilingBookRow]


class FilingBookFile(Schema):
    """`content` is base64."""

    name: str
    media_type: str
    content: str


class FilingBookChange(Schema):
    """One line that it changes, with what stands now. A clash: somebody wrote since it was made."""

    report: UUID
    item: str
    address: str
    numerator: Decimal | None
    denominator: Decimal | None
    present_numerator: Decimal | None
    present_denominator: Decimal | None
    is_clash: bool


class FilingBookFault(Schema):
    """`address` is a cell (`sheet!F5`), or what is wrong with the whole."""

    address: str
    text: str


class FilingBook(FilingBookRow):
    """With what it would change as things stand, or why it cannot be taken in."""

    changes: list[FilingBookChange]
    faults: list[FilingBookFault]


class FilingBookStepBody(Body):
    action: Literal["take", "drop"]
