"""Shapes of the funding part of the door."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Words = Annotated[str, Field(max_length=500)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Name = Annotated[str, Field(max_length=60)]
Action = Literal[
    "pass", "return", "turn_away", "record_site", "sign_site", "propose", "approve", "refuse", "send_back"
]
Show = Literal["mine", "late", "open", "done"]


class FormBody(Body):
    """What is known of an application; what is left out stays. Money is in fen."""

    inputs: dict[str, Any] = Field(default_factory=dict)
    day: date | None = None
    place: UUID | None = None
    objects: Annotated[str, Field(max_length=20_000)] | None = None
    bank: Name | None = None
    account: Name | None = None
    version: int | None = None


class BeginBody(FormBody):
    """A draft; `person` for an elder whom one is or acts for."""

    programme: Code
    person: UUID | None = None


class FundingStepBody(Body):
    """One step of a stage; the state says which. `found`, `visited_on` and `note` are of a site check."""

    action: Action
    reason: Words = ""
    found: dict[str, Any] = Field(default_factory=dict)
    visited_on: date | None = None
    note: Words = ""
    check: UUID | None = None


class ObjectionBody(Body):
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    contact: Annotated[str, Field(max_length=100)] = ""


class ObjectionAnswerBody(Body):
    upheld: bool
    reply: Annotated[str, Field(min_length=1, max_length=1000)]


class FundingRow(Schema):
    """An application without names; those are on the desk."""

    id: UUID
    number: str
    programme: str
    flow: str
    area: int
    person: UUID | None
    carer: UUID | None
    organisation: UUID | None
    place: UUID | None
    channel: str
    day: date
    inputs: dict[str, Any]
    objects_named: list[str]
    state: str
    asked_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    escalated_at: datetime | None
    decided_at: datetime | None
    amount_fen: int | None
    paid_state: str
    paid_on: date | None
    version: int


class FundingPage(Schema):
    items: list[FundingRow]
    next: str | None


class EvidenceRow(Schema):
    """A file; `verdict` waiting means quarantine."""

    id: UUID
    kind: str
    media_type: str
    size: int
    verdict: str
    added_at: datetime

    @staticmethod
    def resolve_media_type(row: Any) -> str:
        return str(row.file.media_type)

    @staticmethod
    def resolve_size(row: Any) -> int:
        return int(row.file.size)

    @staticmethod
    def resolve_verdict(row: Any) -> str:
        return str(row.file.verdict)


class FoundAnswer(Schema):
    """What the rule says now; nothing is written."""

    answer: str
    missing: list[str]
    amount_fen: int | None
    parts: dict[str, int]
    steps: list[dict[str, Any]]
    choices: dict[str, str]
    digest: str
    day: date


class NoticeRow(Schema):
    id: UUID
    programme: str
    area: int
    shown: dict[str, Any]
    from_on: date
    to_on: date


class ObjectionRow(Schema):
    """That somebody objected; what was said stands on the desk."""

    id: UUID
    raised_at: datetime
    answered_at: datetime | None
    upheld: bool | None
