"""Shapes of the catalogue, providers of services, offers, entries and carers by JSON. Money in fen."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Moment

Fen = Annotated[int, Field(ge=1, le=10**8)]
Key = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(max_length=12, pattern=r"^[0-9]+$")]
Codes = Annotated[list[Code], Field(max_length=200)]
Line = Annotated[str, Field(max_length=400)]
Text = Annotated[str, Field(max_length=4000)]
Why = Annotated[str, Field(max_length=400)]


class StepTold(Schema):
    key: str
    label: str
    english: str
    required: bool


class CancellationTold(Schema):
    free_hours: int
    fee_percent: int


class ItemTold(Schema):
    """One service of the catalogue. `confirmed` false: prices and minutes are demo data."""

    key: str
    label: str
    english: str
    kind: str
    clause: str
    minutes: int
    people: int
    unit: str
    steps: list[StepTold]
    skills: list[str]
    who_may: list[str]
    price_from_fen: int
    price_to_fen: int
    cancellation: CancellationTold
    confirmed: bool
    source: str


class OfferFound(Schema):
    offer: UUID
    organisation: UUID
    provider: UUID
    provider_name: str
    item: str
    price_fen: int
    score: Decimal | None


class ServiceProviderRow(Schema):
    """A provider on the public list."""

    id: UUID
    organisation: UUID
    name: str
    kind: str
    credit_code: str
    area: int
    address: str
    phone: str
    about: str
    state: str
    since_on: date
    reason: str
    entered_on: date
    check_on: date
    leaves_on: date | None
    score: Decimal | None


class OfferRow(Schema):
    id: UUID
    item: str
    price_fen: int
    areas: list[int]
    valid_from: date
    valid_to: date | None


class ServiceOfferBody(Body):
    """`areas` are codes of streets (9 digits) or counties (6); `valid_to` is the first day without it."""

    item: Key
    price_fen: Fen
    areas: Codes
    valid_from: date
    valid_to: date | None = None


class PriceBody(Body):
    price_fen: Fen
    valid_from: date


class ServiceEndBody(Body):
    ends_on: date


class RangeBody(Body):
    item: Key
    area: Code
    price_from_fen: Fen
    price_to_fen: Fen
    valid_from: date
    document: Annotated[str, Field(max_length=120)] = ""
    confirmed: bool = False


class RangeRow(Schema):
    id: UUID
    item: str
    area: int
    last: int
    price_from_fen: int
    price_to_fen: int
    valid_from: date
    valid_to: date | None
    document: str
    confirmed: bool


class CapacityBody(Body):
    """Minutes by weekday, 1 Monday to 7 Sunday; what is not named has none."""

    area: Code
    minutes: Annotated[dict[int, Annotated[int, Field(ge=0, le=120000)]], Field(max_length=7)]


class CapacityRow(Schema):
    area: int
    last: int
    weekday: int
    minutes: int


class EntryRow(Schema):
    """An application for entry; what was written stays on the desk's page and on `/services/entries/{id}`."""

    id: UUID
    number: str
    organisation: UUID
    area: int
    name: str
    kind: str
    kinds: list[str]
    areas: list[int]
    state: str
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    version: int


class EntryFileRow(Schema):
    id: UUID
    kind: str
    added_at: datetime


class EntryFull(EntryRow):
    credit_code: str
    address: str
    phone: str
    about: str
    statement: str
    answer: str
    visited_on: date | None
    files: list[EntryFileRow]


class EntryBody(Body):
    name: Line
    kind: Key
    credit_code: Line = ""
    address: Line = ""
    phone: Line = ""
    about: Line = ""
    kinds: Annotated[list[Key], Field(max_length=60)] = []
    areas: Annotated[list[int], Field(max_length=200)] = []
    statement: Text = ""
    version: int | None = None


class ServiceReasonBody(Body):
    reason: Why


class EntryVisitBody(Body):
    visited_on: date
    finding: Text


class CarerLeavesBody(Body):
    leaves_on: date
    reason: Why


class YearlyCheckRow(Schema):
    id: UUID
    organisation: UUID
    year: int
    state: str
    due_at: datetime | None
    submitted_at: datetime | None
    mend_until: date | None
    result: str


class EntryReportBody(Body):
    statement: Text


class MendBody(Body):
    reason: Why
    mend_until: date


class CarerRow(Schema):
    """A carer; telephone and identity number as their masks."""

    id: UUID
    organisation: UUID
    name: str
    sex: str
    phone: str
    identity_number: str
    dialects: list[str]
    area: int
    travel_mode: str
    weekly_minutes: int
    starts_on: date
    ends_on: date | None


class CarerPage(Schema):
    items: list[CarerRow]
    next: str | None


class CredentialRow(Schema):
    id: UUID
    skill: str
    issuer: str
    valid_from: date
    valid_to: date | None


class AbsenceRow(Schema):
    id: UUID
    kind: str
    from_at: datetime
    to_at: datetime


class CarerFull(CarerRow):
    credentials: list[CredentialRow]
    absences: list[AbsenceRow]


class CareWorkerBody(Body):
    name: Line
    identity_number: Annotated[str, Field(max_length=30)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    dialects: Annotated[list[Key], Field(max_length=20)] = []
    area: Annotated[int, Field(ge=0, lt=10**12)]
    longitude: float
    latitude: float
    travel_mode: Annotated[str, Field(max_length=10)] = "ebike"
    weekly_hours: float = 40
    starts_on: date | None = None


class CredentialBody(Body):
    """`last_on` is the last day on which it holds; without it, it has no end."""

    skill: Key
    issuer: Line
    number: Annotated[str, Field(max_length=100)] = ""
    valid_from: date
    last_on: date | None = None


class AbsenceBody(Body):
    from_at: Moment
    to_at: Moment
    kind: Key


class CarerAccountBody(Body):
    username: Annotated[str, Field(max_length=60)]


class RunsOutRow(Schema):
    """A certificate that runs out or has run out."""

    credential: UUID
    carer: UUID
    skill: str
    valid_to: date
    is_over: bool
