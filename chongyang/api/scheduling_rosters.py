"""Rosters of a week by JSON, as on the dispatcher's desk: begun, filled, corrected, published."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from chongyang.api.needs import scope_of
from chongyang.api.orders import orders, said, writes
from chongyang.api.shapes import Body, plain
from chongyang.scheduling import operations, queries

WAY = "/services/rosters"
ONE = WAY + "/{uuid:roster}"
Kind = Annotated[str, Field(max_length=20, description="a shift of the file of rosters")]
Skill = Annotated[str, Field(max_length=40)]


class RosterReason(Schema):
    """Why the last attempt to fill it found nothing; `missing` are carers, with `hours` minutes."""

    why: str
    day: date | None
    shift: str
    skill: str
    carer: UUID | None
    missing: int


class RosterRow(Schema):
    """One week of one provider, from its Monday. Carers see it when it is published."""

    id: UUID
    organisation: UUID
    week: date
    state: str
    reasons: list[RosterReason]
    proven: bool
    filled_at: datetime | None
    made_at: datetime
    published_at: datetime | None


class RosterShiftRow(Schema):
    carer: UUID
    day: date
    kind: str
    from_at: datetime
    to_at: datetime
    pinned: bool


class ShiftDemandRow(Schema):
    """So many are needed; with a skill, so many of them hold it."""

    day: date
    kind: str
    skill: str
    count: int
    by_hand: bool


class ShiftWishRow(Schema):
    """A shift, or where none is named the day; below zero rather not."""

    carer: UUID
    day: date
    kind: str
    weight: int


class RosterFile(RosterRow):
    shifts: list[RosterShiftRow]
    demands: list[ShiftDemandRow]
    wishes: list[ShiftWishRow]


class RosterBody(Body):
    """A provider's week by its Monday."""

    organisation: UUID
    week: date


class ShiftDemandBody(Body):
    day: date
    kind: Kind
    count: Annotated[int, Field(ge=0, le=500)]
    skill: Skill = ""


class RosterShiftBody(Body):
    """Without a kind she is free that day; what is pinned the solver leaves."""

    carer: UUID
    day: date
    kind: Kind = ""
    pinned: bool = False


class SwapBody(Body):
    carers: Annotated[list[UUID], Field(min_length=2, max_length=2)]
    day: date


class ShiftWishBody(Body):
    """Above zero she would like it, below rather not; zero takes it back."""

    carer: UUID
    day: date
    kind: Kind = ""
    weight: Annotated[int, Field(ge=-10, le=10)]


def _file(request: HttpRequest, row: Any) -> dict[str, Any]:
    scope = scope_of(request)
    return plain(row, RosterRow) | {
        "shifts": [plain(one, RosterShiftRow) for one in queries.shifts_of(scope, row)],
        "demands": [plain(one, ShiftDemandRow) for one in queries.demand_rows(scope, row)],
        "wishes": [plain(one, ShiftWishRow) for one in queries.wishes_of(scope, row)],
    }


def _again(request: HttpRequest, roster: UUID) -> dict[str, Any]:
    return _file(request, queries.access_roster(scope_of(request), roster))


@orders.get(WAY, response=RosterFile, operation_id="find_roster")
def find(request: HttpRequest, organisation: UUID, week: date) -> Any:
    """The roster of a provider's week, by its Monday; 404 where none was begun."""
    scope = scope_of(request)
    queries.reach_provider(scope, organisation)
    row = queries.roster_of(scope, organisation, week)
    if row is None:
        raise queries.NoRoster(str(week))
    return _file(request, row)


@orders.get(ONE, response=RosterFile, operation_id="get_roster")
def get_roster(request: HttpRequest, roster: UUID) -> Any:
    """A roster with who works when, how many are needed, and what carers would like."""
    return _again(request, roster)


@writes(WAY, RosterFile, "open_roster", made=True)
def open_week(request: HttpRequest, body: RosterBody) -> Any:
    """Begin a week with what its orders ask; one that is there is counted anew."""
    return Status(201, _file(request, operations.open_week(**body.dict(), **said(request))))


@writes(ONE + "/demands", ShiftDemandRow, "set_shift_demand")
def set_demand(request: HttpRequest, roster: UUID, body: ShiftDemandBody) -> Any:
    """So many are needed, whatever the orders say."""
    row = operations.set_demand(roster=roster, **body.dict(), **said(request))
    return plain(row, ShiftDemandRow)


@writes(ONE + "/fill", RosterFile, "fill_roster")
def fill(request: HttpRequest, roster: UUID) -> Any:
    """Let the solver fill a draft, some seconds; where it cannot be, nothing changes but the reasons."""
    return _file(request, operations.fill(roster=roster, **said(request)))


@writes(ONE + "/shifts", RosterFile, "set_shift")
def set_shift(request: HttpRequest, roster: UUID, body: RosterShiftBody) -> Any:
    """Change what one carer works on a day; refused where it breaks a hard limit."""
    operations.set_shift(roster=roster, **body.dict(), **said(request))
    return _again(request, roster)


@writes(ONE + "/swap", RosterFile, "swap_shifts")
def swap(request: HttpRequest, roster: UUID, body: SwapBody) -> Any:
    """Two carers exchange what they work on a day."""
    one, other = body.carers
    operations.swap_shifts(roster=roster, carers=(one, other), day=body.day, **said(request))
    return _again(request, roster)


@writes(ONE + "/wishes", RosterFile, "set_shift_wish")
def set_wish(request: HttpRequest, roster: UUID, body: ShiftWishBody) -> Any:
    """What a carer would like or rather not."""
    operations.set_wish(roster=roster, **body.dict(), **said(request))
    return _again(request, roster)


@writes(ONE + "/publish", RosterFile, "publish_roster")
def publish(request: HttpRequest, roster: UUID) -> Any:
    """Carers see it, and days are planned by it."""
    return _file(request, operations.publish_roster(roster=roster, **said(request)))
