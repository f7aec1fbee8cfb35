"""Shapes of the desk's other work of registration."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.registration_shapes import InvitationRow
from chongyang.api.shapes import Body, Code, ElderRow
from chongyang.registration.enums import CardEnd


class ApplicationRow(Schema):
    """An application; the name is covered, what was typed is read one by one."""

    id: UUID
    name: str
    area: int
    relation: str
    asked_at: datetime
    state: str
    due_at: datetime
    escalated_at: datetime | None
    person: UUID | None
    decided_at: datetime | None


class ApplicationPage(Schema):
    items: list[ApplicationRow]
    next: str | None


class Typed(Schema):
    """What the family typed."""

    name: str
    identity_number: str
    sex: str
    born_on: date | None
    phone: str
    address: str


class ApplicationWhole(Schema):
    """`doubles` are files within reach that may be the same person, masked."""

    application: ApplicationRow
    typed: Typed
    doubles: list[ElderRow]


class CardRow(Schema):
    """A card, without its code."""

    id: UUID
    person: UUID
    issued_at: datetime
    printed_at: datetime | None
    prints: int
    ended_at: datetime | None
    end_reason: str


class PrintBody(Body):
    persons: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    again: bool = False


class EndCardBody(Body):
    reason: CardEnd


class Sheet(Schema):
    """A paper; `pdf` is base64."""

    count: int
    pdf: str


class BatchRow(Schema):
    id: UUID
    file_name: str
    rows: int
    state: str
    uploaded_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None


class BatchWhole(Schema):
    """`verdicts` and `states` count its rows; `to_register` is the number that a confirmation names."""

    batch: BatchRow
    verdicts: dict[str, int]
    states: dict[str, int]
    to_register: int


class RegisterLineRow(Schema):
    """A row: what it was found to be, what is wrong by column, what became of it."""

    id: UUID
    line: int
    name: str
    identity_number: str
    verdict: str
    reasons: dict[str, str]
    person: UUID | None
    is_confirmed: bool
    state: str


class TakeBody(Body):
    take: bool


class CountBody(Body):
    count: Annotated[int, Field(ge=0, le=100_000)]


class AreaBody(Body):
    area: Code | None = None


class Made(Schema):
    count: int


class InvitedCard(Schema):
    """What finds her."""

    name: str
    sex: str
    born_on: str
    phone: str
    address: str


class TryRow(Schema):
    at: datetime
    way: str
    result: str


class InvitationWhole(Schema):
    invitation: InvitationRow
    card: InvitedCard
    tries: list[TryRow]


class LettersBody(Body):
    invitations: Annotated[list[UUID], Field(min_length=1, max_length=200)]
