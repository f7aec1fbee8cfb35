"""Shapes of the registration part of the door."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body
from chongyang.registration.enums import Evidence, InviteState, KnownFrom, TryResult, TryWay
from chongyang.registry.enums import Source

Words = Annotated[str, Field(max_length=300)]
Area = Annotated[int, Field(ge=10**11, lt=10**12, description="12-digit value of a street or community")]
Number = Annotated[str, Field(min_length=1, max_length=30, description="identity number")]


class ChangeBody(Body):
    """What shall stand in which field; the reference lists the fields, who decides and on what evidence."""

    changes: dict[str, Any]
    reason: Words = ""
    evidence: Evidence | None = None
    evidence_note: Words = ""


class ToldBody(ChangeBody):
    """From another department, by identity number."""

    identity_number: Number
    source: Source


class ChangeRequestRow(Schema):
    """A request without its values: those are read with a purpose."""

    id: UUID
    person: UUID
    area: int
    fields: list[str]
    route: str
    asked_as: str
    asked_at: datetime
    state: str
    due_at: datetime
    escalated_at: datetime | None
    decided_at: datetime | None


class ChangeRequestPage(Schema):
    items: list[ChangeRequestRow]
    next: str | None


class DiffField(Schema):
    """`changed`: the file says something else now than when it was asked; `rivals`: other open requests."""

    field: str
    old: Any
    present: Any
    new: Any
    changed: bool
    rivals: int


class Difference(Schema):
    """A request beside the file of today; `version` is to be sent with an approval."""

    request: ChangeRequestRow
    version: int
    fields: list[DiffField]


class ApproveBody(Body):
    """`seen` is the version that was looked at; fields that changed meanwhile are named in `despite`."""

    seen: Annotated[int, Field(ge=1, lt=2**31)]
    despite: Annotated[list[str], Field(max_length=20)] = []
    answer: Words = ""


class RegistrationReplyBody(Body):
    reason: Words


class MoreBody(Body):
    evidence_note: Words
    evidence: Evidence | None = None


class HandOverBody(Body):
    """The sender proposes."""

    person: UUID
    to_area: Area
    reason: Words
    address: Annotated[str, Field(max_length=200)] = ""


class AskBody(Body):
    """The receiver asks, by identity number."""

    identity_number: Number
    to_area: Area
    reason: Words
    address: Annotated[str, Field(max_length=200)] = ""


class AcceptBody(Body):
    area: Area | None = None


class HandOverCard(Schema):
    """The little that both sides may know."""

    name: str
    sex: str
    born: int


class FileHandOverRow(Schema):
    id: UUID
    area: int
    to_area: int
    direction: str
    card: HandOverCard
    reason: str
    state: str
    proposed_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answer: str
    answers: bool


class FileHandOverPage(Schema):
    items: list[FileHandOverRow]
    next: str | None


class InvitationRow(Schema):
    """Somebody who is known and not registered; the name is covered."""

    id: UUID
    area: int
    name: str
    known_from: KnownFrom
    state: InviteState
    tries: int
    last_at: datetime | None
    next_on: date | None


class InvitationPage(Schema):
    items: list[InvitationRow]
    next: str | None


class TriedBody(Body):
    way: TryWay
    result: TryResult
    note: Annotated[str, Field(max_length=200)] = ""


class ShareRow(Schema):
    """Registered and known people of a street, as they were counted."""

    area: int
    registered: int
    known: int


class TargetRow(Schema):
    id: str
    clause: str
    at_least: float
    by: date | None


class Progress(Schema):
    counted_at: datetime | None
    targets: list[TargetRow]
    streets: list[ShareRow]
