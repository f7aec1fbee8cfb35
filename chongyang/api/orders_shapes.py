"""Shapes of orders of help and of recurring plans by JSON. Whom and where: masks alone."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Moment
from chongyang.orders.enums import Holidays, OrderChannel, PauseReason

ItemKey = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$")]
Note = Annotated[str, Field(max_length=200)]
Quantity = Annotated[int, Field(ge=1, le=50)]
Minutes = Annotated[int, Field(ge=0, le=720)]
Dialects = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10)]
Why = Annotated[str, Field(max_length=500)]
Action = Literal[
    "accept", "refuse", "set_out", "arrive", "start", "pause", "resume", "finish",
    "confirm", "dispute", "verify", "withdraw",
]  # fmt: skip


class HelpOrderRow(Schema):
    """An order. Money in fen: what the quota pays (`covered_fen`) and what she pays herself (`own_fen`)."""

    id: UUID
    number: str
    person: UUID
    area: int
    item: str
    quantity: int
    organisation: UUID | None
    provider_name: str
    channel: str
    from_at: datetime
    to_at: datetime
    minutes: int
    people: int
    price_fen: int
    covered_fen: int
    own_fen: int
    fee_fen: int
    cancellation: dict[str, Any]
    plan: UUID | None
    package: UUID | None
    redo_of: UUID | None
    state: str
    state_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    ended: str
    name: str
    place: str
    phone: str
    prefers_sex: str
    dialects: list[str]


class HelpOrderPage(Schema):
    items: list[HelpOrderRow]
    next: str | None


class LateOrder(Schema):
    """An order and what about it is late."""

    late: str
    order: HelpOrderRow


class HelpStep(Schema):
    number: int
    action: str
    source: str
    target: str
    at: datetime
    actor: str
    reason: str
    how: str


class CarerComes(Schema):
    """Who is to come, and when."""

    carer: UUID
    position: int
    from_at: datetime
    to_at: datetime


class HelpOrderFile(HelpOrderRow):
    """One order with its steps, who comes, and the providers asked before."""

    steps: list[HelpStep]
    carers: list[CarerComes]
    tried: list[dict[str, Any]]


class HelpOrderBody(Body):
    """Without `offer` the first that offers the item there is asked; `minutes` 0: the catalogue's."""

    person: UUID
    item: ItemKey
    from_at: Moment
    to_at: Moment
    offer: UUID | None = None
    channel: OrderChannel = OrderChannel.API
    quantity: Quantity = 1
    minutes: Minutes = 0
    prefers_sex: Literal["", "female", "male"] = ""
    dialects: Dialects = []
    note: Note = ""


class PackageLine(Body):
    item: ItemKey
    from_at: Moment
    to_at: Moment
    offer: UUID | None = None
    quantity: Quantity = 1
    minutes: Minutes = 0


class PackageBody(Body):
    """Several items, all or none."""

    person: UUID
    lines: Annotated[list[PackageLine], Field(min_length=1, max_length=8)]
    channel: OrderChannel = OrderChannel.API
    prefers_sex: Literal["", "female", "male"] = ""
    dialects: Dialects = []
    note: Note = ""


class HelpStepBody(Body):
    """`reason`: for `withdraw` a key of the reasons (`changed_mind`, `hospital` …), else words."""

    reason: Why = ""


class HelpOfferBody(Body):
    offer: UUID | None = None
    reason: Why = ""


class HelpAssignBody(Body):
    carers: Annotated[list[UUID], Field(min_length=1, max_length=2)]
    from_at: Moment
    to_at: Moment


class RedoBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    from_at: Moment
    to_at: Moment


class PlanRow(Schema):
    """Help that comes again and again; `valid_to` and `pauses` half open."""

    id: UUID
    person: UUID
    area: int
    item: str
    quantity: int
    weekdays: list[int]
    every_weeks: int
    begins: time
    window_minutes: int
    holidays: str
    valid_from: date
    valid_to: date | None
    made_until: date
    channel: str
    made_at: datetime
    ended_at: datetime | None
    ended: str


class PlanPauseRow(Schema):
    id: UUID
    reason: str
    from_on: date
    to_on: date | None


class PlanFile(PlanRow):
    pauses: list[PlanPauseRow]


class PlanBody(Body):
    person: UUID
    item: ItemKey
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    begins: time
    window_minutes: Annotated[int, Field(ge=1, le=720)]
    valid_from: date
    valid_to: date | None = None
    every_weeks: Annotated[int, Field(ge=1, le=8)] = 1
    holidays: Holidays = Holidays.KEEP
    offer: UUID | None = None
    quantity: Quantity = 1
    prefers_sex: Literal["", "female", "male"] = ""
    dialects: Dialects = []
    note: Note = ""
    channel: OrderChannel = OrderChannel.API


class PauseBody(Body):
    reason: PauseReason
    from_on: date
    to_on: date | None = None


class ResumeBody(Body):
    on: date


class EndPlanBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=16)]
