"""What programs tell the project library: bodies of its POSTs, money in fen."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

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
