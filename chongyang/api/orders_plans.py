"""Recurring plans by JSON: begun, paused, gone on, ended."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from chongyang.api import orders_shapes as shapes
from chongyang.api.door import key_of
from chongyang.api.needs import scope_of
from chongyang.api.orders import orders, said, writes
from chongyang.api.shapes import plain
from chongyang.orders import operations, queries

WAY = "/services/plans"
ONE = WAY + "/{uuid:plan}"


@orders.get(WAY, response=list[shapes.PlanFile], operation_id="list_help_plans")
def list_plans(request: HttpRequest, person: UUID, ended: bool = False) -> Any:
    """The recurring plans of a person within reach, the newest first, with their pauses."""
    scope = scope_of(request)
    rows = queries.list_plans(scope, [person], ended=ended)
    pauses = queries.pauses_of(scope, [row.id for row in rows])
    return [_file(row, pauses[row.id]) for row in rows]


def _file(row: Any, pauses: Any) -> dict[str, Any]:
    return plain(row, shapes.PlanRow) | {"pauses": [plain(one, shapes.PlanPauseRow) for one in pauses]}


@writes(WAY, shapes.PlanRow, "begin_help_plan", made=True)
def begin(request: HttpRequest, body: shapes.PlanBody) -> Any:
    """Begin a plan; its first orders are made at once."""
    given = body.dict()
    person, channel = given.pop("person"), given.pop("channel").value
    form = operations.PlanForm(**given | {"holidays": body.holidays.value})
    row = operations.begin_plan(
        person=person, form=form, channel=channel, key=key_of(request), **said(request)
    )
    return Status(201, plain(row, shapes.PlanRow))


@writes(ONE + "/pause", shapes.PlanPauseRow, "pause_help_plan", made=True)
def pause(request: HttpRequest, plan: UUID, body: shapes.PauseBody) -> Any:
    """No help for a time; what was made ahead for it is withdrawn free of charge."""
    given = body.dict() | {"reason": body.reason.value}
    return Status(201, plain(operations.pause_plan(plan=plan, **given, **said(request)), shapes.PlanPauseRow))


@writes(ONE + "/resume", shapes.PlanRow, "resume_help_plan")
def resume(request: HttpRequest, plan: UUID, body: shapes.ResumeBody) -> Any:
    """It goes on from a day."""
    return plain(operations.resume_plan(plan=plan, on=body.on, **said(request)), shapes.PlanRow)


@writes(ONE + "/end", shapes.PlanRow, "end_help_plan")
def end(request: HttpRequest, plan: UUID, body: shapes.EndPlanBody) -> Any:
    """It is over."""
    return plain(operations.end_plan(plan=plan, reason=body.reason, **said(request)), shapes.PlanRow)
