"""Shapes of the papers of the line by JSON."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from chongyang.api.shapes import Body, Code, Text
from chongyang.hotline.rules.care_calls import CallOutcome, NeedKind
from chongyang.hotline.rules.complaints import Against, Finding, From, Handling
from chongyang.hotline.rules.follow_ups import Reached
from chongyang.hotline.rules.orders import Direction, OrderKind, Satisfaction

Long = Annotated[str, Field(max_length=4000)]
Short = Annotated[str, Field(max_length=120)]


class OrderRow(Schema):
    """An order; content, number and place of the caller stay sealed and are read on the desk."""

    id: UUID
    number: str
    direction: str
    other_number: str
    kind: str
    title: str
    state: str
    person: UUID | None
    area: int
    organisation: UUID | None
    received_at: datetime
    due_at: datetime
    closed_at: datetime | None
    answer: str
    satisfaction: str


class OrderBody(Body):
    """One with an `other_number` that is known is that same order."""

    direction: Direction
    kind: OrderKind
    title: Short
    content: Long
    other_number: Annotated[str, Field(max_length=60)] = ""
    caller_name: Annotated[str, Field(max_length=60)] = ""
    caller_phone: Annotated[str, Field(max_length=30)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    person: UUID | None = None


class PaperStepBody(Body):
    """What the step asks for; the others stay empty."""

    reason: Text = ""
    answer: Annotated[str, Field(max_length=1000)] = ""
    other_number: Annotated[str, Field(max_length=60)] = ""
    satisfaction: Satisfaction | None = None


class FollowUpRow(Schema):
    id: UUID
    about: str
    subject: UUID
    person: UUID | None
    area: int
    state: str
    opened_at: datetime
    due_at: datetime
    tries: int
    is_safe: bool | None
    satisfaction: str
    ended_at: datetime | None


class TryBody(Body):
    """`number` says which try it is, so that a repetition is the same one."""

    number: Annotated[int, Field(ge=1, le=100)]
    result: Reached


class CompleteBody(Body):
    is_safe: bool
    satisfaction: Satisfaction | None = None
    needs: Text = ""


class ComplaintRow(Schema):
    """A complaint; what is said of people stays sealed and is read on the desk."""

    id: UUID
    number: str
    came_by: str
    against: str
    level: str
    state: str
    person: UUID | None
    area: int
    received_at: datetime
    due_at: datetime
    finding: str
    review_finding: str
    closed_at: datetime | None


class ComplaintBody(Body):
    came_by: From
    against: Against
    content: Long
    against_name: Short = ""
    against_username: Annotated[str, Field(max_length=60)] = ""
    complainant_name: Annotated[str, Field(max_length=60)] = ""
    complainant_phone: Annotated[str, Field(max_length=30)] = ""
    level: Handling = Handling.STREET
    person: UUID | None = None


class AssignBody(Body):
    username: Annotated[str, Field(max_length=60)]


class FindingBody(Body):
    finding: Finding
    answer: Annotated[str, Field(min_length=1, max_length=1000)]


class CareRow(Schema):
    """A call of a day."""

    id: UUID
    person: UUID
    area: int
    state: str
    tries: int
    outcome: str
    next_at: datetime
    window_to: datetime
    led_to: UUID | None


class CareCallBody(Body):
    number: Annotated[int, Field(ge=1, le=100)]
    outcome: CallOutcome
    until: date | None = None
    need: NeedKind | None = None
    note: Text = ""
    worker: Literal["seat", "robot"] = "seat"


class StreetRow(Schema):
    area: int
    total: int
    ended: int
    missed: int
    needs: int


class ArticleSearchBody(Body):
    text: Annotated[str, Field(max_length=100)]
    category: Annotated[str, Field(max_length=20)] = ""


class ArticleRow(Schema):
    """A published article; a medical one says when to call 120."""

    key: str
    category: str
    question: str
    answer: str
    say: str
    is_medical: bool
    not_a_diagnosis: str
    call_120_when: list[str]
    sources: list[dict[str, Any]]
    review_due_on: date | None
    version: int


class OrderPage(Schema):
    items: list[OrderRow]
    next: str | None


class FollowUpPage(Schema):
    items: list[FollowUpRow]
    next: str | None


class ComplaintPage(Schema):
    items: list[ComplaintRow]
    next: str | None


class UnitBody(Body):
    """The full or short name of the unit that is to work on it."""

    unit: Annotated[str, Field(min_length=1, max_length=120)]


class ExtensionBody(Body):
    workdays: Annotated[int, Field(ge=1, le=60)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ExtensionAnswerBody(Body):
    grant: bool


class ExtensionRow(Schema):
    """More working days that were asked for; another person decides."""

    id: UUID
    workdays: int
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    is_granted: bool | None


class CareRuleRow(Schema):
    """Whom an area calls; `area` and `until` are its codes as numbers."""

    id: UUID
    template: str
    name: str
    area: int
    until: int
    classes: list[str]
    living_forms: list[str]
    age_from: int
    ability_levels: list[str]
    needs_consent: bool
    weekdays: list[int]
    window_from: time
    window_to: time


def _of_the_wall(hour: time) -> time:
    """An hour of the city's clock has no zone."""
    if hour.tzinfo is not None:
        raise ValueError("zone")
    return hour


Hour = Annotated[time, AfterValidator(_of_the_wall)]


class CareRuleBody(Body):
    area: Code
    template: Annotated[str, Field(min_length=1, max_length=30)]
    name: Annotated[str, Field(max_length=60)]
    classes: list[str] = []
    living_forms: list[str] = []
    age_from: int = 60
    ability_levels: list[str] = []
    needs_consent: bool = False
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = [1, 2, 3, 4, 5, 6, 7]
    window_from: Hour = time(8, 30)
    window_to: Hour = time(11, 30)


class PauseRow(Schema):
    """Who is not called, until which day."""

    id: UUID
    person: UUID
    area: int
    reason: str
    since: date
    until: date | None


class CalledBody(Body):
    reached: bool


class TaskCall(Schema):
    """The call for a task. `by_hand`: no exchange dials, the seat takes the telephone."""

    id: UUID
    reason: str
    state: str
    task: UUID | None
    began_at: datetime
    by_hand: bool


class ArticleBody(Body):
    """A new article, or the next version of the one of this key; a second person approves it."""

    key: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
    category: Annotated[str, Field(max_length=20)]
    question: Annotated[str, Field(max_length=200)]
    answer: Long
    say: Annotated[str, Field(max_length=1000)] = ""
    keywords: list[Annotated[str, Field(max_length=40)]] = []
    is_medical: bool = False
    call_120_when: list[Annotated[str, Field(max_length=120)]] = []
    sources: list[dict[str, Any]] = []
    valid_from: date | None = None
    valid_to: date | None = None


class ArticleVersionRow(Schema):
    id: UUID
    number: int
    state: str
    question: str
    category: str
    written_by: UUID | None
    approved_by: UUID | None


class UseBody(Body):
    call: UUID | None = None


class GapBody(Body):
    words: Annotated[str, Field(min_length=1, max_length=60)]
    note: Annotated[str, Field(max_length=200)] = ""
