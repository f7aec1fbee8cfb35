"""Shapes of what runs on after a decision, and of what stands before it: proposals, awards, months, signals,
samples. No names: those are on the desk.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Line = Annotated[str, Field(min_length=1, max_length=200)]
Told = Annotated[str, Field(min_length=1, max_length=1000)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Area = Annotated[int, Field(ge=10**11, lt=10**12, description="first code of 12 digits")]
EntitledShow = Literal["open", "taken", "aside", "closed"]
ProposedAnswer = Literal["", "yes", "probably"]
AwardShow = Literal["standing", "stopping", "ended"]
LineAnswer = Literal["", "yes", "no", "probably", "ended"]
SignalShow = Literal["open", "held", "all"]
SampleShow = Literal["waiting", "done"]


class EntitledRow(Schema):
    """A proposal; `inputs` are what the register said on `day`, `why` how it was set aside or closed."""

    id: UUID
    programme: str
    area: int
    person: UUID | None
    carer: UUID | None
    day: date
    answer: str
    missing: list[str]
    amount_fen: int | None
    parts: dict[str, int]
    inputs: dict[str, Any]
    state: str
    why: str
    proposed_at: datetime
    computed_at: datetime
    decided_at: datetime | None
    application: UUID | None
    agreed_how: str
    agreed_at: datetime | None
    closed_at: datetime | None


class EntitledPage(Schema):
    items: list[EntitledRow]
    next: str | None


class EntitledCounts(Schema):
    open: int
    taken: int
    aside: int
    closed: int
    yes: int
    probably: int


class RestsOn(Schema):
    id: str
    what: str
    value: Any
    unit: str
    clause: str
    quote: str
    choice: str


class TracedStep(Schema):
    """One step of the rule with its value and what it rests on."""

    name: str
    label: str
    kind: str
    value: Any
    rests_on: list[RestsOn]


class ReasonBody(Body):
    reason: Annotated[str, Field(max_length=500)] = ""


class AgreeBody(Body):
    """`how` is of a desk alone: on paper, or spoken."""

    how: Literal["", "paper", "spoken"] = ""


class AwardRow(Schema):
    id: UUID
    programme: str
    application: UUID
    area: int
    county: int
    person: UUID | None
    carer: UUID | None
    valid_from: date
    valid_to: date | None
    opened_at: datetime

    @staticmethod
    def resolve_application(row: Any) -> UUID:
        held: UUID = row.application_id
        return held


class AwardPage(Schema):
    items: list[AwardRow]
    next: str | None


class FactBody(Body):
    """An input of the programme from a day on; `source` without names."""

    name: Code
    value: bool | int | float | Annotated[str, Field(max_length=60)]
    from_on: date
    source: Line


class FactRow(Schema):
    id: UUID
    name: str
    value: Any
    valid_from: date
    source: str
    told_at: datetime


class StopBody(Body):
    reason: Line
    from_on: date


class StopDecision(Body):
    confirm: bool


class StopRow(Schema):
    id: UUID
    kind: str
    reason: str
    from_on: date
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    lifted_at: datetime | None


class ComputeBody(Body):
    programme: Code
    county: Area
    month: date


class MonthStep(Body):
    action: Literal["check", "approve", "refuse", "withdraw"]
    reason: Annotated[str, Field(max_length=200)] = ""


class RunRow(Schema):
    """A month of a programme in a county."""

    id: UUID
    programme: str
    area: int
    month: date
    state: str
    computed_at: datetime
    approved_at: datetime | None
    awards: int
    due_fen: int
    back_fen: int
    recovered_fen: int
    digest: str


class RunPage(Schema):
    items: list[RunRow]
    next: str | None


class ApprovalRow(Schema):
    """`done` of so many payments are ordered; `why` it was refused."""

    state: str
    asked_at: datetime
    payments: int
    done: int
    why: list[str]


class LineRow(Schema):
    """What a month gives one award; `waits` says why a correction waits."""

    id: UUID
    run: UUID
    award: UUID
    month: date
    answer: str
    missing: list[str]
    amount_fen: int
    parts: dict[str, int]
    before_fen: int
    difference_fen: int
    order: UUID | None
    waits: str

    @staticmethod
    def resolve_run(row: Any) -> UUID:
        held: UUID = row.run_id
        return held

    @staticmethod
    def resolve_award(row: Any) -> UUID:
        held: UUID = row.award_id
        return held


class LinePage(Schema):
    items: list[LineRow]
    next: str | None


class SignalRule(Schema):
    name: str
    what: str
    reason: str
    severity: str
    waits_for: str
    count: int


class SignalRow(Schema):
    """A signal; `finding` are numbers and keys. What people wrote stands on the desk."""

    id: UUID
    rule: str
    severity: str
    application: UUID
    area: int
    finding: dict[str, Any]
    state: str
    raised_at: datetime
    answered_at: datetime | None
    appealed_at: datetime | None
    replied_at: datetime | None

    @staticmethod
    def resolve_application(row: Any) -> UUID:
        held: UUID = row.application_id
        return held


class SignalPage(Schema):
    items: list[SignalRow]
    next: str | None


class SignalAnswer(Body):
    founded: bool
    answer: Told


class AppealBody(Body):
    text: Told


class ReplyBody(Body):
    upheld: bool
    reply: Told


class DrawBody(Body):
    """`to_on` is not included; `each` of every county and programme."""

    area: Area
    from_on: date
    to_on: date
    each: Annotated[int, Field(ge=1, le=500)]
    seed: Annotated[int, Field(gt=-(2**62), lt=2**62)]


class SampleRow(Schema):
    id: UUID
    area: int
    from_on: date
    to_on: date
    each: int
    seed: int
    drawn_at: datetime


class SamplePage(Schema):
    items: list[SampleRow]
    next: str | None


class ResultBody(Body):
    result: Literal["good", "bad", "unreachable"]
    way: Literal["call", "visit"]
    note: Told


class SampleLineRow(Schema):
    """A case that was drawn, with what came of it; the note stands on the desk."""

    id: UUID
    sample: UUID
    application: UUID
    order: UUID
    programme: str
    area: int
    result: str
    way: str
    done_at: datetime | None

    @staticmethod
    def resolve_sample(row: Any) -> UUID:
        held: UUID = row.sample_id
        return held

    @staticmethod
    def resolve_application(row: Any) -> UUID:
        held: UUID = row.application_id
        return held


class SampleLinePage(Schema):
    items: list[SampleLineRow]
    next: str | None
