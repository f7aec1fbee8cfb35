"""Remote monitoring: readings in and out, alerts handled, limits of single elders."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.elders import WHY
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, MOST, Body, Cursor, Limit, Moment, plain
from chongyang.core.clock import now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry.enums import Purpose
from chongyang.telecare import operations as telecare
from chongyang.telecare import queries
from chongyang.telecare.enums import AlertLevel, AlertOutcome, MealContext, ReadingKind
from chongyang.telecare.rules.vitals import Applied
from chongyang.territory.enums import TokenName

vitals = Router(tags=["vitals"], auth=Bearer(TokenName.VITALS_READ))
WRITES = Bearer(TokenName.VITALS_WRITE)
PART = "vitals"
WITHDRAWN = N_("本人已撤回健康信息的同意，读数不再提供；有紧急提醒未办结时除外。")
Why = Annotated[str | None, Header(alias="X-Purpose", max_length=40)]
Number = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]


class AlertRow(Schema):
    """An alert: why it was raised stands in `reasons` as codes and numbers."""

    id: UUID
    person: UUID
    area: int
    kind: str
    level: str
    rule: str
    reasons: list[dict[str, str | float | int]]
    first_at: datetime
    last_at: datetime
    count: int
    shown_at: datetime
    due_at: datetime
    state: str
    outcome: str


class AlertPage(Schema):
    items: list[AlertRow]
    next: str | None


class AlertCloseBody(Body):
    outcome: AlertOutcome


class ValueBody(Body):
    kind: ReadingKind
    value: Number
    at: Moment | None = None
    context: MealContext | None = None


class ReadingsBody(Body):
    """One batch; `event` is the device's own word for it, and makes a repetition one."""

    event: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7d]+$")]
    readings: Annotated[list[ValueBody], Field(min_length=1, max_length=MOST)]
    battery: Annotated[int, Field(ge=0, le=100)] | None = None


class Kept(Schema):
    """How many values were read, and what is to be said of them."""

    values: int
    note: str


class VitalRow(Schema):
    """One value; with a `fault` it is kept and not believed in whole."""

    serial: str
    kind: str
    context: str
    at: datetime
    received_at: datetime
    value: float
    fault: str


class LimitRow(Schema):
    """A rule as it holds for the elder; `origin` says whose limit it is."""

    rule: str
    kind: str
    level: str
    limit: float
    origin: str
    source: str
    confirmed: bool


class LimitBody(Body):
    """Without `limit` the rule's own holds again."""

    rule: Annotated[str, Field(max_length=30)]
    limit: Number | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200)]


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _read(request: HttpRequest, elder: UUID, purpose: str | None) -> None:
    """Opening a part of the file is written down for the elder to see."""
    if purpose not in set(Purpose):
        raise Problem("purpose-missing", WHY, words={"known": ", ".join(Purpose)})
    registry.read_part(elder_id=elder, part=PART, purpose=purpose, **_said(request))


@vitals.get("/alerts", response=AlertPage, operation_id="list_alerts", url_name="list_alerts")
def list_alerts(
    request: HttpRequest,
    level: AlertLevel | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Open alerts within reach, the gravest first, then the longest waiting."""
    scope, filters = scope_of(request), {"level": level.value if level else ""}
    after = UUID(cursors.read(cursor, "alerts", filters, scope)[0]) if cursor else None
    rows = queries.list_alerts(scope, now(), filters["level"], after, limit + 1)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write((row.id,), "alerts", filters, scope)
    )
    return {"items": [plain(row, AlertRow) for row in items], "next": following}


@vitals.post("/alerts/{uuid:alert}/take", response=AlertRow, auth=WRITES, operation_id="take_alert")
def take_alert(request: HttpRequest, alert: UUID) -> dict[str, Any]:
    """Look after an alert."""
    return plain(telecare.take_alert(alert=alert, **_said(request)), AlertRow)


@vitals.post("/alerts/{uuid:alert}/close", response=AlertRow, auth=WRITES, operation_id="close_alert")
def close_alert(request: HttpRequest, alert: UUID, body: AlertCloseBody) -> dict[str, Any]:
    """Close an alert with how it ended."""
    return plain(telecare.close_alert(alert=alert, outcome=body.outcome.value, **_said(request)), AlertRow)


@vitals.post("/devices/{str:serial}/readings", response=Kept, auth=WRITES, operation_id="add_readings")
def add_readings(request: HttpRequest, serial: str, body: ReadingsBody) -> dict[str, Any]:
    """A batch of readings of a device; said twice it has one effect."""
    said = body.dict(exclude_none=True)
    for row in said["readings"]:
        row.update({name: str(row[name]) for name in ("kind", "context") if name in row})
        row.update({"at": row["at"].isoformat()} if "at" in row else {})
    measured = telecare.take_readings(serial=serial, said=said, scope=scope_of(request), now=now())
    return {"values": len(measured.values), "note": measured.note}


@vitals.get("/elders/{uuid:elder}/vitals", response=list[VitalRow], operation_id="list_vitals")
def list_vitals(
    request: HttpRequest,
    elder: UUID,
    since: Moment,
    until: Moment,
    limit: Limit = LIMIT,
    purpose: Why = None,
) -> list[dict[str, Any]]:
    """An elder's raw readings of [since, until) for a purpose, the newest first."""
    _read(request, elder, purpose)
    if not queries.shares_vitals(scope_of(request), elder):
        raise Problem("consent-withdrawn", WITHDRAWN)
    rows = queries.list_readings_of(scope_of(request), elder, since, until, limit=limit)
    return [plain(row, VitalRow) for row in rows]


@vitals.get("/elders/{uuid:elder}/limits", response=list[LimitRow], operation_id="list_limits")
def list_limits(request: HttpRequest, elder: UUID, purpose: Why = None) -> list[dict[str, Any]]:
    """The rules that hold for an elder, with her limits and whose they are."""
    _read(request, elder, purpose)
    return [_limit(one) for one in queries.list_applied(scope_of(request), elder, now()).values()]


@vitals.post("/elders/{uuid:elder}/limits", response=list[LimitRow], auth=WRITES, operation_id="set_limit")
def set_limit(request: HttpRequest, elder: UUID, body: LimitBody) -> list[dict[str, Any]]:
    """Set or end an elder's own limit, with a reason; answers what holds then."""
    telecare.set_limit(person=elder, **body.dict(), **_said(request))
    return [_limit(one) for one in queries.list_applied(scope_of(request), elder, now()).values()]


def _limit(one: Applied) -> dict[str, Any]:
    rule = one.rule
    return {
        "rule": rule.code,
        "kind": rule.kind.value,
        "level": rule.level.value,
        "limit": one.limit,
        "origin": one.origin,
        "source": rule.source,
        "confirmed": rule.confirmed,
    }
