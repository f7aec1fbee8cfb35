"""Orders of help at home by JSON, as at the desk: placed once by their key, offered, stepped, done again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from chongyang.api import cursors
from chongyang.api import orders_shapes as shapes
from chongyang.api.door import key_of
from chongyang.api.marks import gathered
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.shapes import LIMIT, Cursor, Limit, Moment, plain
from chongyang.core.clock import now
from chongyang.orders import operations, queries
from chongyang.territory.enums import TokenName

orders = Router(tags=["orders"], auth=Bearer(TokenName.ORDERS_READ))
WRITES = Bearer(TokenName.ORDERS_WRITE)
writes = writer(orders, WRITES)
WAY = "/services/orders"
ONE = WAY + "/{uuid:order}"


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def row_of(row: Any) -> dict[str, Any]:
    """An order as lists show it: name, place and telephone as their masks."""
    covered = {name: str(getattr(row, name)) for name in ("name", "place", "phone")}
    keys = {"plan": row.plan_id, "redo_of": row.redo_of_id}
    return plain(row, shapes.HelpOrderRow, **covered, **keys)


@orders.get(WAY, response=shapes.HelpOrderPage, operation_id="list_help_orders")
def list_help_orders(
    request: HttpRequest, person: UUID | None = None, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Open orders within reach, the soonest first; of one person all of them, the newest first."""
    scope, filters = scope_of(request), {"person": str(person or "")}
    after = None
    if cursor:
        at, last = cursors.read(cursor, "help_orders", filters, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    if person:
        rows = queries.history_of(scope, [person], after=after, limit=limit + 1)
    else:
        rows = queries.list_open(scope, after=after, limit=limit + 1)
    items, following = cursors.page(
        rows,
        limit,
        lambda row: cursors.write((row.from_at.isoformat(), row.id), "help_orders", filters, scope),
    )
    return {"items": [row_of(row) for row in items], "next": following}


@orders.get(WAY + "/between", response=list[shapes.HelpOrderRow], operation_id="list_help_orders_between")
def list_between(request: HttpRequest, since: Moment, until: Moment, limit: Limit = LIMIT) -> Any:
    """Orders within reach whose window begins in [since, until), in that order."""
    rows = queries.list_between(scope_of(request), from_at=since, to_at=until, limit=limit)
    return [row_of(row) for row in rows]


@orders.get(WAY + "/late", response=list[shapes.LateOrder], operation_id="list_late_help_orders")
def list_late(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Open orders with which something is late, the most pressing first."""
    found = queries.late_ones(scope_of(request), now(), limit=limit)
    return [{"late": late.value, "order": row_of(row)} for row, late in found]


@orders.get(ONE, response=shapes.HelpOrderFile, operation_id="get_help_order")
def get_help_order(request: HttpRequest, order: UUID) -> Any:
    """One order with its steps, who comes, and who was asked before."""
    scope = scope_of(request)
    row = queries.access_order(scope, order)
    steps = [
        plain(one, shapes.HelpStep, actor=one.actor_role or one.actor_label)
        for one in queries.list_steps(scope, order)
    ]
    carers = [plain(one, shapes.CarerComes) for one in queries.assignments_of([order])[order]]
    return row_of(row) | {"steps": steps, "carers": carers, "tried": row.tried}


@orders.post(
    WAY, response={201: shapes.HelpOrderRow}, auth=WRITES, operation_id="place_help_order",
    url_name="place_help_order",
)  # fmt: skip
@gathered
def place_help_order(request: HttpRequest, body: shapes.HelpOrderBody) -> Any:
    """Place an order. The Idempotency-Key is the order's own: said again it gives that order as it is."""
    given = body.dict() | {"channel": body.channel.value, "dialects": tuple(body.dialects)}
    wanted = operations.Wanted(**given)
    return Status(201, row_of(operations.place_gathered(wanted, key=key_of(request), **said(request))))


@writes(WAY + "/packages", list[shapes.HelpOrderRow], "place_help_package", made=True)
def place_package(request: HttpRequest, body: shapes.PackageBody) -> Any:
    """Several items for one person, all or none."""
    given = body.dict() | {"channel": body.channel.value}
    given["lines"] = [operations.Line(**line.dict()) for line in body.lines]
    rows = operations.create_package(key=key_of(request), **given, **said(request))
    return Status(201, [row_of(row) for row in rows])


@writes(ONE + "/offer", shapes.HelpOrderRow, "offer_help_order")
def offer(request: HttpRequest, order: UUID, body: shapes.HelpOfferBody) -> Any:
    """Ask another provider."""
    return row_of(operations.re_offer(order=order, **body.dict(), **said(request)))


@writes(ONE + "/assign", shapes.HelpOrderRow, "assign_help_order")
def assign(request: HttpRequest, order: UUID, body: shapes.HelpAssignBody) -> Any:
    """Say which carers come and when."""
    return row_of(operations.assign(order=order, **body.dict(), **said(request)))


@writes(ONE + "/redo", shapes.HelpOrderRow, "redo_help_order", made=True)
def redo(request: HttpRequest, order: UUID, body: shapes.RedoBody) -> Any:
    """Have it done again, free of charge."""
    return Status(201, row_of(operations.redo(order=order, **body.dict(), **said(request))))


@writes(ONE + "/steps/{action}", shapes.HelpOrderRow, "step_help_order")
def step(request: HttpRequest, order: UUID, action: shapes.Action, body: shapes.HelpStepBody) -> Any:
    """Any other step of the order's life cycle."""
    return row_of(operations.step(order=order, action=action, reason=body.reason, **said(request)))
