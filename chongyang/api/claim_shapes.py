"""Shapes of claims: the golden record, contests, told deaths."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Text
from chongyang.claims.enums import ContestReason
from chongyang.registry.enums import Source, StatusEvidence

FieldName = Annotated[str, Field(max_length=40)]
Note = Annotated[str, Field(min_length=1, max_length=500)]


class WordShape(Schema):
    """What one source says; `kind` is claim, typed or correction. Numbers and addresses are masked."""

    value: Any
    kind: str
    source: str
    feed: str
    record: str
    run: UUID | None
    claim: UUID | None
    told_on: date
    valid_to: date | None


class GoldenShape(Schema):
    """A field: the value that stands, by which step of the rule, the winning word first, then all others."""

    field: str
    value: Any
    why: str | None
    conflict: bool
    contested: bool
    words: list[WordShape]
    history: list[WordShape]


class RecordShape(Schema):
    person: UUID
    claims: int
    conflicts: list[str]
    fields: list[GoldenShape]


class DisagreementRow(Schema):
    person: UUID
    area: int
    fields: list[str]
    found_at: datetime


class DisagreementPage(Schema):
    items: list[DisagreementRow]
    next: str | None


class ContestBody(Body):
    """`feed` and `record` name the claim as the golden record shows it; `proposed` is what is right."""

    field: FieldName
    feed: FieldName
    record: Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]+$")]
    reason: ContestReason
    note: Note
    proposed: Annotated[str, Field(max_length=200)] = ""


class ContestShape(Schema):
    """What the asker and the answerer wrote stands in `note` and `answer`."""

    id: UUID
    person: UUID
    area: int
    field: str
    feed: str
    source: str
    reason: str
    state: str
    asked_at: datetime
    due_at: datetime
    escalated_at: datetime | None
    answered_at: datetime | None
    note: str
    answer: str


class ContestPage(Schema):
    items: list[ContestShape]
    next: str | None


class ContestAnswerBody(Body):
    answer: Note


class ClaimCorrectionBody(ContestAnswerBody):
    """The right value and on whose word it rests; or `detach`, where the record is another person's."""

    value: Text = ""
    source: Source | None = None
    detach: bool = False


class StopShape(Schema):
    """A told death; it stops nothing until somebody confirms it."""

    id: UUID
    person: UUID
    area: int
    source: str
    evidence: str
    died_on: date | None
    told_on: date
    state: str
    proposed_at: datetime
    escalated_at: datetime | None
    decided_at: datetime | None
    is_late: bool


class StopPage(Schema):
    items: list[StopShape]
    next: str | None


class WouldStop(Schema):
    scheme: str
    lines: list[str]


class StopDetail(StopShape):
    """With what each scheme would stop."""

    would_stop: list[WouldStop]


class ConfirmBody(Body):
    on: date | None = None


class RejectBody(Body):
    reason: ContestReason
    note: Note


class RightBody(RejectBody):
    evidence: StatusEvidence
