"""Shapes of the project library by JSON: money in fen, sizes in square metres."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

Year = Annotated[int, Field(ge=2000, le=2100)]


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
