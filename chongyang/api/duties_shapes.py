"""Shapes of the ledger of duties by JSON. No person stands in it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Key = Annotated[str, Field(max_length=80)]
Quarter = Annotated[str, Field(pattern=r"^20\d\d(Q[1-4])?$", description="2018Q4, or 2018")]
Reason = Annotated[str, Field(max_length=300)]
LightName = Annotated[str, Field(pattern=r"^(red|yellow|green)$")]


class DutyMilestone(Schema):
    target: str
    what: str
    by: date
    is_inferred: bool


class DutyItem(Schema):
    """An item of the plan. `owners` is empty where the text names nobody; `each`: every county has a duty."""

    key: str
    document: str
    clause: str
    what: str
    english: str
    quote: str
    owners: list[str]
    owner_quote: str
    co_owners: list[str]
    each: bool
    by: date
    by_is_inferred: bool
    evidence: list[str]
    milestones: list[DutyMilestone]


class DutyRow(Schema):
    """A duty as of the end of the period; `why` are the keys of the rules that made `by_rule`."""

    id: UUID
    item: str
    clause: str
    part: str
    organisation: str
    state: str
    due_on: date
    light: str
    by_rule: str
    why: list[str]
    percent: int
    days_late: int


class DutyAddition(Schema):
    id: UUID
    words: str
    document: str
    files: list[UUID]
    told_at: datetime


class DutyReport(Schema):
    """`files` and those of `additions` are opened at `/duties/files/{file}`."""

    id: UUID
    period: str
    done: str
    percent: int
    reached: list[str]
    problem: str
    own_light: str
    files: list[UUID]
    told_at: datetime
    additions: list[DutyAddition]


class Duty(DutyRow):
    basis: str
    reports: list[DutyReport]


class DutyTally(Schema):
    organisation: str
    items: int
    closed: int
    green: int
    yellow: int
    red: int
    grey: int
    overdue: int
    letters: int


class DutyGaps(Schema):
    """Keys of items and of organisations."""

    unowned: list[str]
    without_milestone: list[str]
    not_given: list[str]
    without_liaison: list[str]


class DutyLetter(Schema):
    """`number` is None until the letter is signed; `name` is 郑健养督〔2019〕3号."""

    id: UUID
    issuer_key: str
    organisation_key: str
    name: str
    year: int | None
    number: int | None
    subject: str
    body: str
    reply_by: date
    state: str
    reply: str
    reply_files: list[UUID]
    signed_at: datetime | None
    replied_at: datetime | None


class DutyEscalation(Schema):
    id: UUID
    duty: UUID
    step: str
    about: str
    missed_on: date
    state: str
    remark: str


class DutyMatter(Schema):
    id: UUID
    organisation_key: str
    words: str
    state: str
    decision: str
    solve_by: date | None
    outcome: str


class GivenDuty(Schema):
    id: UUID
    item: str
    organisation_key: str
    state: str
    due_on: date


class GiveBody(Body):
    organisations: Annotated[list[Key], Field(min_length=1, max_length=40)]
    basis: Annotated[str, Field(max_length=200)] = ""
    part: Annotated[str, Field(pattern=r"^(owner|co_owner)$")] = "owner"


class ReportBody(Body):
    """`follows` is the report that this one takes the place of."""

    period: Annotated[str, Field(pattern=r"^20\d\dQ[1-4]$")]
    done: Annotated[str, Field(max_length=1000)]
    percent: Annotated[int, Field(ge=0, le=100)]
    own_light: LightName
    problem: Annotated[str, Field(max_length=500)] = ""
    reached: Annotated[list[Key], Field(max_length=40)] = []
    follows: UUID | None = None


class AdditionBody(Body):
    words: Annotated[str, Field(min_length=1, max_length=1000)]
    document: Annotated[str, Field(min_length=1, max_length=120)]


class DutyStepBody(Body):
    """`answer` by the owner; `confirm`, `return`, `close`, `send_back`, `withdraw` by an office."""

    action: Annotated[str, Field(pattern=r"^(answer|confirm|return|close|send_back|withdraw)$")]
    reason: Reason = ""


class LightBody(Body):
    period: Annotated[str, Field(pattern=r"^20\d\dQ[1-4]$")]
    light: LightName
    reason: Reason


class LetterBody(Body):
    duties: Annotated[list[UUID], Field(min_length=1, max_length=20)]
    subject: Annotated[str, Field(max_length=100)]
    body: Annotated[str, Field(max_length=2000)]
    reply_by: date


class LetterStepBody(Body):
    """`sign`, `refuse`, `withdraw`, `ask_again`, `close` by an office; `reply` by who got the letter."""

    action: Annotated[str, Field(pattern=r"^(sign|refuse|withdraw|reply|ask_again|close)$")]
    reason: Reason = ""
    reply: Annotated[str, Field(max_length=2000)] = ""


class EscalationBody(Body):
    issue: bool
    remark: Reason = ""
