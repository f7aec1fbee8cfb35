"""Shapes of assessment by JSON: runs, sheets, marks, appeals, corrections, publications."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Text, listed
from chongyang.supervision.enums import Listing, NoteKind

Key = Annotated[str, Field(min_length=1, max_length=80)]
Points = Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3)]
Words = Annotated[str, Field(min_length=1, max_length=1000)]
Paper = Annotated[str, Field(min_length=1, max_length=200)]


class AssessmentRun(Schema):
    """One list of one year; `digest` names all its lines."""

    id: UUID
    year: int
    listing: str
    version: int
    subjects: str
    state: str
    digest: str
    counted_at: datetime | None
    announced_at: datetime | None
    appeals_until: datetime | None
    locked_at: datetime | None
    corrected_at: datetime | None


class AssessmentLine(Schema):
    """One item: what was counted, what counts today, and `trace`, its way back to values and clauses."""

    item: str
    kind: str
    share: Decimal | None
    counted: Decimal | None
    points: Decimal | None
    trace: dict[str, Any]


class AssessmentSheet(Schema):
    subject: str
    name: str
    rank: int | None
    total: Decimal | None
    base: Decimal | None
    bonus: Decimal | None
    penalty: Decimal | None
    lines: list[AssessmentLine]


class AssessmentAppeal(Schema):
    """`files` are opened at `…/units/{subject}/files/{file}`."""

    id: UUID
    subject: str
    item: str
    text: str
    evidence: str
    files: list[UUID]
    state: str
    raised_at: datetime
    points: Decimal | None
    reply: str
    decided_at: datetime | None


class AssessmentWhole(Schema):
    run: AssessmentRun
    sheets: list[AssessmentSheet]
    appeals: list[AssessmentAppeal]


class AssessmentBegin(Body):
    """`only_legal`: the twelve legal counties instead of the sixteen reporting units."""

    year: Annotated[int, Field(ge=2014, le=2100)]
    listing: Annotated[Listing, listed(Listing)]
    only_legal: bool = False


class AssessmentStepBody(Body):
    """`count`, `announce`, `settle`, `confirm`, `send_back` (with a reason), `abandon` (with a reason)."""

    action: Annotated[str, Field(pattern=r"^(count|announce|settle|confirm|send_back|abandon)$")]
    reason: Text = ""


class AssessmentMark(Body):
    subject: Key
    item: Key
    points: Points
    reason: Text
    evidence: Paper


class AssessmentMarks(Body):
    marks: Annotated[list[AssessmentMark], Field(min_length=1, max_length=1000)]


class ScoreAppealBody(Body):
    subject: Key
    item: Key
    text: Words
    evidence: Paper


class RulingBody(Body):
    """`points` are asked where the appeal is upheld."""

    upheld: bool
    reply: Words
    points: Points | None = None


class ScoreCorrectionBody(Body):
    subject: Key
    item: Key
    points: Points
    reason: Text
    document: Annotated[str, Field(min_length=1, max_length=120)]


class ScoreCorrection(Schema):
    id: UUID
    subject: str
    item: str
    before: Decimal | None
    points: Decimal
    reason: str
    document: str
    proposed_at: datetime
    confirmed_at: datetime | None


class UnitNoteBody(Body):
    subject: Key
    kind: Annotated[NoteKind, listed(NoteKind)]
    clause: Annotated[str, Field(min_length=1, max_length=40)]
    text: Words


class UnitNote(Schema):
    id: UUID
    subject: str
    kind: str
    clause: str
    text: str
    written_at: datetime


class PublishedResult(Schema):
    """`extract`: rank and points by item as everybody reads them; empty once it is withdrawn."""

    id: UUID
    number: str
    year: int
    listing: str
    state: str
    extract: dict[str, Any]
    published_on: date | None
    withdrawn_on: date | None
    withdrawn_why: str


class PublicationStepBody(Body):
    action: Annotated[str, Field(pattern=r"^(approve|decline|withdraw)$")]
    reason: Annotated[str, Field(max_length=300)] = ""
