"""Shapes of the line 12349: calls, call-backs, seats, hand-over, service levels, samples."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Moment, Text

Words = Annotated[str, Field(max_length=200)]
PurposeName = Literal[
    "emergency", "consultation", "referral", "complaint", "service", "care", "device", "wrong"
]


class CallDetail(Schema):
    """A call; the number is masked. `wait_seconds` and `talk_seconds` follow from its moments."""

    id: UUID
    direction: str
    reason: str
    state: str
    caller_number: str
    began_at: datetime
    offered_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: int | None
    talk_seconds: int | None
    purpose: str
    note: str
    outcome: str
    satisfaction: int | None
    account: UUID | None
    incident: UUID | None
    person: UUID | None
    area: int


class CallPage(Schema):
    items: list[CallDetail]
    next: str | None


class CallBody(Body):
    """A call on the line 12349 as it was keyed in; a hidden number is left empty."""

    caller: Annotated[str, Field(max_length=40)] = ""
    began_at: Moment
    purpose: Literal["emergency", "consultation", "referral", "complaint"]
    person: UUID | None = None
    note: Text = ""


class CallRow(Schema):
    id: UUID
    purpose: str
    began_at: datetime
    answered_at: datetime
    caller_number: str
    incident: UUID | None


class CallLineBody(Body):
    """What a call was about; the second line is a correction and says why."""

    purpose: PurposeName
    person: UUID | None = None
    note: Text = ""
    outcome: Words = ""
    satisfaction: Annotated[int, Field(ge=1, le=4)] | None = None
    why: Words = ""


class TransferBody(Body):
    to: UUID


class ConferenceBody(Body):
    third: Literal["120", "119", "110"]


class ListeningReasonBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=60)]


class CallBackRow(Schema):
    """A call that nobody answered and nobody has made good."""

    call: UUID
    due_at: datetime
    tries: int
    person: UUID | None
    area: int
    closed_at: datetime | None
    result: str


class CallBackBody(Body):
    result: Literal["reached", "not_reached", "no_number"]
    note: Words = ""


class SeatRow(Schema):
    account: UUID
    doing: str
    reason: str
    extension: str
    began_at: datetime


class SeatBody(Body):
    doing: Literal["ready", "wrap_up", "break", "away"]
    reason: Literal["", "meal", "rest", "training", "meeting", "other"] = ""
    extension: Annotated[str, Field(max_length=20)] | None = None


class LevelRow(Schema):
    """Calls of one day, hour, seat or purpose. `within` gives the share within 10, 60 and 180 seconds."""

    key: str
    offered: int
    answered: int
    abandoned: int
    longest_seconds: int
    mean_talk_seconds: int | None
    within: dict[str, float | None]


class HandOverRow(Schema):
    id: UUID
    giver: UUID
    given_at: datetime
    taker: UUID | None
    accepted_at: datetime | None
    note: str
    lines: list[dict[str, Any]]


class NoteBody(Body):
    note: Text = ""


class AuditRow(Schema):
    id: UUID
    call: UUID
    month: date
    seat: UUID
    reviewer: UUID
    seed: str
    turn: int
    criteria: int
    due_on: date
    met: list[str]
    share: float | None
    passed: bool | None
    comment: str
    reviewed_at: datetime | None
    acknowledged_at: datetime | None
    reply: str


class JudgeBody(Body):
    met: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=50)]
    comment: Text = ""


class AuditReplyBody(Body):
    reply: Text = ""


class RecordingKey(Schema):
    recording: str
