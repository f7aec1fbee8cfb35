"""Shapes of the designations part of the door."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body

Said = Annotated[str, Field(max_length=1000)]
Points = dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=20)]]
TitleKey = Annotated[str, Field(min_length=1, max_length=40)]
StepName = Literal[
    "pass", "return", "turn_away", "score", "sign", "propose", "against", "give", "refuse", "send_back"
]
ReviewStep = Literal["report", "keep", "mend", "propose_withdrawal", "speak", "hear", "withdraw", "let_stand"]


class TitleRow(Schema):
    """One title of the plans: who may hold it, what it asks, what counts it."""

    key: str
    code: str
    label: str
    english: str
    clause: str
    quote: str
    targets: list[str]
    holders: list[str]
    least: int
    years: int
    review_months: int
    programme: str
    items: list[dict[str, Any]]

    @staticmethod
    def resolve_items(row: Any) -> list[dict[str, Any]]:
        return [{"key": one.key, "label": one.label, "most": one.most} for one in row.items]


class TitleHeldRow(Schema):
    """A line of the public register."""

    id: UUID
    title: str
    plaque: str
    name: str
    holder_kind: str
    area: int
    state: str
    grade: int | None
    total: Decimal | None
    valid_from: date
    valid_to: date
    review_on: date
    over_quota: str


class TitleHeldPage(Schema):
    items: list[TitleHeldRow]
    next: str | None


class MemberRow(Schema):
    """A member of the layout with what stands there; projects are told to whoever may read them."""

    part: str
    key: str
    label: str
    areas: list[str]
    is_area: bool
    confirmed: bool
    targets: list[str]
    homes: int
    beds: int
    facilities: int
    largest_public: int
    has_home: bool | None
    titles: list[str]
    projects: int | None


class DesignationRow(Schema):
    """An application for a title."""

    id: UUID
    number: str
    title: str
    flow: str
    holder_kind: str
    name: str
    area: int
    state: str
    self_points: dict[str, str]
    asked_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    escalated_at: datetime | None
    decided_at: datetime | None
    version: int


class DesignationPage(Schema):
    items: list[DesignationRow]
    next: str | None


class HolderBody(Body):
    """For whom: a place by its key, an area by its first value, or a name with the area where it lies."""

    kind: Annotated[str, Field(min_length=1, max_length=12)]
    provider: UUID | None = None
    area: Annotated[int, Field(ge=0, le=10**12)] | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    enterprise: UUID | None = None
    project: UUID | None = None


class BeginTitleBody(Body):
    title: TitleKey
    holder: HolderBody


class SaveTitleBody(Body):
    """What is known so far; what is left out stays."""

    statement: Annotated[str, Field(max_length=4000)] | None = None
    self_points: Points = Field(default_factory=dict)
    version: int | None = None


class TitleStepBody(Body):
    """One step of a stage; the state says which. `points` and `visited_on` are of a visit, `plaque` and
    `over_quota` of giving.
    """

    action: StepName
    reason: Said = ""
    points: Points = Field(default_factory=dict)
    visited_on: date | None = None
    note: Said = ""
    evaluation: UUID | None = None
    plaque: Annotated[str, Field(max_length=40)] = ""
    over_quota: Annotated[str, Field(max_length=300)] = ""


class EvaluationRow(Schema):
    id: UUID
    points: dict[str, str]
    total: Decimal
    passes: bool
    grade: int | None
    visited_on: date
    scored_at: datetime
    signed_at: datetime | None


class TitleNoticeRow(Schema):
    id: UUID
    title: str
    name: str
    area: int
    total: Decimal
    grade: int | None
    from_on: date
    to_on: date


class TitleReviewRow(Schema):
    """A review; what was said stands on the desk."""

    id: UUID
    held: UUID
    plaque: str
    area: int
    cause: str
    state: str
    opened_at: datetime
    due_at: datetime | None
    total: Decimal | None
    advice: str
    mend_until: date | None
    hearing_until: date | None
    result: str

    @staticmethod
    def resolve_held(row: Any) -> UUID:
        return UUID(str(row.held_id))

    @staticmethod
    def resolve_plaque(row: Any) -> str:
        return str(row.held.plaque)


class OpenReviewBody(Body):
    held: UUID
    why: Said = ""


class ReviewStepBody(Body):
    """One step of a review; `text` is its reason or what was said."""

    action: ReviewStep
    text: Said = ""
    points: Points = Field(default_factory=dict)
    advice: Annotated[str, Field(max_length=10)] = ""
    visited_on: date | None = None
    until: date | None = None
