"""Day plans by JSON: planned by the worker, listed, published; visits moved or pinned. Tokens: orders."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.needs import scope_of
from chongyang.api.orders import orders, row_of, said, writes
from chongyang.api.orders_shapes import HelpOrderRow
from chongyang.api.shapes import LIMIT, Body, Cursor, Limit, Moment, plain
from chongyang.orders import queries as help_orders
from chongyang.scheduling import operations, queries

WAY = "/services/days"
ONE = WAY + "/{uuid:plan}"
Carers = Annotated[list[UUID], Field(max_length=2)]


class DayPlanRow(Schema):
    """One version of a provider's day; `digest` is of who goes where and when."""

    id: UUID
    organisation: UUID
    day: date
    version: int
    state: str
    visits: int
    left: int
    carers: int
    travel_minutes: int
    moved: int
    by_road: bool
    seconds: float
    digest: str
    computed_at: datetime
    published_at: datetime | None


class DayPlanPage(Schema):
    items: list[DayPlanRow]
    next: str | None


class PlannedVisitRow(Schema):
    """A carer's part of an order; `why` has skills and alternatives, `outcome` why it was not taken."""

    order: UUID
    position: int
    carer: UUID
    from_at: datetime
    to_at: datetime
    travel_minutes: int
    wait_minutes: int
    fixed: bool
    pinned: bool
    why: dict[str, Any]
    outcome: str


class LeftOutRow(Schema):
    order: UUID
    reason: str
    skills: list[str]


class DayPlanFile(DayPlanRow):
    rows: list[PlannedVisitRow]
    left_out: list[LeftOutRow]


class PlanDayBody(Body):
    """A provider's day; without a provider each with orders within reach."""

    day: date
    organisation: UUID | None = None
    seconds: Annotated[float, Field(gt=0, le=60)] | None = None


class PlanJobRow(Schema):
    """A day that the worker plans: `waiting` until it is over, with the stage it has reached; then `plan`, or
    `reason` why it failed.
    """

    id: UUID
    organisation: UUID
    day: date
    state: str
    stage: str
    tries: int
    seconds: float
    asked_at: datetime
    began_at: datetime | None
    closed_at: datetime | None
    plan: UUID | None
    reason: str


class MoveVisitBody(Body):
    carers: Carers
    starts_at: Moment


class PinBody(Body):
    """Who comes, when, or both, and why: elder, carer, key or other."""

    carers: Carers = []
    starts_at: Moment | None = None
    reason: Annotated[str, Field(max_length=10)]


class PinRow(Schema):
    order: UUID
    carers: list[UUID]
    starts_at: datetime | None
    reason: str
    at: datetime


@orders.get(WAY, response=DayPlanPage, operation_id="list_day_plans")
def list_plans(
    request: HttpRequest, day: date | None = None, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """All versions within reach, the newest first."""
    scope, filters = scope_of(request), {"day": str(day or "")}
    after = UUID(cursors.read(cursor, "day_plans", filters, scope)[0]) if cursor else None
    rows = queries.list_plans(scope, day=day, after=after, limit=limit + 1)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write((row.id,), "day_plans", filters, scope)
    )
    return {"items": [plain(row, DayPlanRow) for row in items], "next": following}


@orders.get(ONE, response=DayPlanFile, operation_id="get_day_plan")
def get_plan(request: HttpRequest, plan: UUID) -> dict[str, Any]:
    """One version with who goes where, and who is left out and why."""
    scope = scope_of(request)
    row = queries.access_plan(scope, plan)
    rows = [plain(one, PlannedVisitRow) for one in queries.visits_of(scope, [row])]
    left = [plain(one, LeftOutRow) for one in queries.left_of(scope, [row])]
    return plain(row, DayPlanRow) | {"rows": rows, "left_out": left}


def _job(row: Any) -> dict[str, Any]:
    return plain(row, PlanJobRow, reason=queries.told_reason(row))


@writes(WAY, list[PlanJobRow], "plan_day", made=True)
def plan_day(request: HttpRequest, body: PlanDayBody) -> Any:
    """A job of the worker for a day, or for what is left of it; one that waits already is the same."""
    return Status(201, [_job(row) for row in operations.ask_plan(**body.dict(), **said(request))])


@orders.get(WAY + "/jobs", response=list[PlanJobRow], operation_id="list_plan_jobs")
def list_jobs(request: HttpRequest, day: date, organisation: UUID | None = None) -> Any:
    """The newest planning of each provider's day within reach: how far it is, what came of it."""
    return [_job(row) for row in queries.newest_jobs(scope_of(request), day, organisation=organisation)]


@writes(ONE + "/publish", DayPlanRow, "publish_day_plan")
def publish(request: HttpRequest, plan: UUID) -> Any:
    """Assign the orders of a draft; what was not taken says why in its `outcome`."""
    return plain(operations.publish(plan=plan, **said(request)), DayPlanRow)


@writes("/services/orders/{uuid:order}/move", DayPlanRow, "move_planned_visit")
def move(request: HttpRequest, order: UUID, body: MoveVisitBody) -> Any:
    """A new draft in which these carers come at this time; refused where a hard rule forbids it."""
    return plain(operations.move(order=order, **body.dict(), **said(request)), DayPlanRow)


@writes("/services/orders/{uuid:order}/pin", PinRow, "pin_visit", made=True)
def pin(request: HttpRequest, order: UUID, body: PinBody) -> Any:
    """What no later plan goes against."""
    return Status(201, plain(operations.pin(order=order, **body.dict(), **said(request)), PinRow))


@writes("/services/orders/{uuid:order}/unpin", HelpOrderRow, "unpin_visit")
def unpin(request: HttpRequest, order: UUID) -> Any:
    """The planner is free again."""
    operations.unpin(order=order, **said(request))
    return row_of(help_orders.access_order(scope_of(request), order))
