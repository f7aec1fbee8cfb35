"""Shapes of the project library by JSON: money in fen, sizes in square metres."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import Body, Latitude, Longitude
from chongyang.projects.enums import (
    AttractionState,
    Batch,
    EnterpriseKind,
    EnterpriseLevel,
    LandState,
    LandSupply,
    MoneySource,
    Sector,
    Stage,
)

Fen = Annotated[int, Field(ge=0, le=10**15)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Line = Annotated[str, Field(max_length=120)]
Reason = Annotated[str, Field(max_length=200)]
Said = Annotated[str, Field(max_length=300)]
Place = Annotated[int, Field(ge=10**11, le=10**12 - 1, description="first code of a county, or the city's")]
Size = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=2)]
Money = Annotated[dict[MoneySource, Fen], Field(description="fen by source")]


class ProjectLine(Schema):
    """A project as the list shows it; `document` and `quote` only of one that a plan names."""

    id: UUID
    number: str
    name: str
    document: str
    clause: str
    quote: str
    milestone: str
    due_on: date | None
    target: str
    sector: str
    area: int
    is_area_confirmed: bool
    place: str
    longitude: float | None
    latitude: float | None
    owner: str
    leader: str
    site_m2: Decimal | None
    floor_m2: Decimal | None
    beds: int | None
    starts_on: date | None
    ends_on: date | None
    batch: str
    stage: str
    stage_since: date
    is_synthetic: bool
    planned_fen: int
    done_fen: int
    share: int
    last_month: date | None
    open_problems: int


class ProjectPage(Schema):
    items: list[ProjectLine]
    next: str | None


class ProjectStageRow(Schema):
    was: str
    stage: str
    on: date
    reason: str
    document: str


class ProjectMonthRow(Schema):
    """`money` is fen by source; `sum_fen` from the first month to this one."""

    id: UUID
    month: date
    done_fen: int
    sum_fen: int
    share: int
    money: dict[str, int]
    says: str
    reason: str
    is_late: bool
    corrections: int
    photos: list[UUID]


class ProjectProblemRow(Schema):
    id: UUID
    project_id: UUID
    says: str
    solver: str
    due_on: date
    state: str
    answer: str
    returned: str


class ProjectFundRow(Schema):
    year: int
    source: str
    needed_fen: int
    granted_fen: int


class ProjectMoneyRow(Schema):
    year: int
    source: str
    planned_fen: int
    done_fen: int


class ProjectGrantRow(Schema):
    id: UUID
    year: int
    source: str
    amount_fen: int
    application: UUID | None
    document: str


class ProjectParcelRow(Schema):
    id: UUID
    label: str
    size_m2: Decimal
    supply: str
    state: str
    document: str
    supplied_on: date | None


class ProjectProposalRow(Schema):
    id: UUID
    project_id: UUID
    kind: str
    was: str
    to: str
    basis: list[str]
    document: str
    proposed_at: datetime
    is_accepted: bool | None


class ProjectWhole(Schema):
    """Everything of one project; `late` are the months whose report is overdue."""

    project: ProjectLine
    stages: list[ProjectStageRow]
    months: list[ProjectMonthRow]
    late: list[date]
    problems: list[ProjectProblemRow]
    money: list[ProjectMoneyRow]
    funds: list[ProjectFundRow]
    grants: list[ProjectGrantRow]
    parcels: list[ProjectParcelRow]
    proposals: list[ProjectProposalRow]


class ProjectTally(Schema):
    """One reporting unit in a year; `city` are the projects of no one county."""

    unit: str
    projects: int
    by_stage: dict[str, int]
    planned_fen: int
    done_fen: int


class EnvelopeRow(Schema):
    """A sum of 2014-25 whose table is missing; `missing` is null where the text gives no number."""

    name: str
    clause: str
    quote: str
    year: int
    planned_fen: int
    total_fen: int | None
    count: int | None
    named: list[str]
    missing: int | None


class ProjectWork(Schema):
    """What waits: late months by project number, open problems, proposals."""

    late: list[tuple[str, date]]
    problems: list[ProjectProblemRow]
    proposals: list[ProjectProposalRow]


class RevenueRow(Schema):
    year: int
    revenue_fen: int
    document: str


class EnterpriseRow(Schema):
    id: UUID
    name: str
    area: int
    kind: str
    sector: str
    level: str
    clause: str
    listed_on: date
    left_on: date | None
    is_synthetic: bool


class EnterpriseListed(Schema):
    enterprise: EnterpriseRow
    revenues: list[RevenueRow]


class AttractionRow(Schema):
    id: UUID
    investor: str
    area: int
    clause: str
    state: str
    is_known_operator: bool
    is_case_by_case: bool
    note: str
    agreed_fen: int
    arrived_fen: int
    agreed_on: date | None
    arrived_on: date | None


class BankMatchRow(Schema):
    id: UUID
    area: int
    enterprise_id: UUID | None
    project_id: UUID | None
    bank: str
    need_fen: int
    agreed_fen: int
    paid_fen: int
    subsidy: str
    met_on: date


class ProjectMarket(Schema):
    enterprises: list[EnterpriseListed]
    attractions: list[AttractionRow]
    banks: list[BankMatchRow]


class ProjectBody(Body):
    name: Line
    sector: Sector
    area: Place
    owner: Line = ""
    owner_key: Line = ""
    leader: Line = ""
    place: Line = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    site_m2: Size | None = None
    floor_m2: Size | None = None
    beds: Annotated[int, Field(ge=0, le=10**6)] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    clause: Annotated[str, Field(max_length=30)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""


class StageBody(Body):
    stage: Stage
    on: date
    reason: Reason = ""
    document: Line = ""


class BatchBody(Body):
    batch: Batch
    reason: Reason


class MonthBody(Body):
    month: date
    share: Annotated[int, Field(ge=0, le=100)]
    money: Money
    says: Annotated[str, Field(max_length=1000)] = ""
    reason: Reason = ""


class MonthCorrection(Body):
    share: Annotated[int, Field(ge=0, le=100)]
    money: Money
    reason: Reason
    document: Line


class YearMoneyBody(Body):
    year: Year
    money: Money


class GrantBody(Body):
    year: Year
    source: MoneySource
    amount_fen: Fen
    document: Line


class GrantLink(Body):
    application: UUID


class ProblemBody(Body):
    says: Said
    solver: Line
    due_on: date
    solver_key: Line = ""


class ProblemStep(Body):
    """`text` is the answer, or why it does not solve the problem."""

    text: Said = ""


class ParcelBody(Body):
    label: Annotated[str, Field(max_length=60)]
    size_m2: Size
    supply: LandSupply
    state: LandState = LandState.NEEDED
    document: Line = ""
    supplied_on: date | None = None


class ParcelState(Body):
    state: LandState
    document: Line = ""
    supplied_on: date | None = None


class ProposalStep(Body):
    reason: Reason = ""


class EnterpriseBody(Body):
    name: Line
    area: Place
    kind: EnterpriseKind
    sector: Sector
    level: EnterpriseLevel = EnterpriseLevel.NONE


class RevenueBody(Body):
    year: Year
    revenue_fen: Fen
    document: Line


class AttractionBody(Body):
    """With `attraction` it tells what became of one that is entered."""

    investor: Line
    area: Place
    state: AttractionState = AttractionState.TALKING
    is_known_operator: bool = False
    is_case_by_case: bool = False
    note: Said = ""
    agreed_fen: Fen = 0
    arrived_fen: Fen = 0
    agreed_on: date | None = None
    arrived_on: date | None = None
    reason: Reason = ""
    project: UUID | None = None
    attraction: UUID | None = None


class BankBody(Body):
    """With `match` it tells what became of one that is entered."""

    bank: Annotated[str, Field(max_length=60)]
    need_fen: Fen
    met_on: date
    enterprise: UUID | None = None
    project: UUID | None = None
    agreed_fen: Fen = 0
    paid_fen: Fen = 0
    subsidy: Line = ""
    document: Line = ""
    match: UUID | None = None
