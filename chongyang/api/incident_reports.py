"""Protocols, reports by people, and what belongs together: the rest of the seat's work by JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.incident_writes import Reason, seat
from chongyang.api.incidents import DispatchRow, IncidentDetail, detail, dispatch_row, incidents
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import Body, WhyBody, plain
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.kinds import Reporter, SeenKind
from chongyang.territory.enums import TokenName

ASKED = "/dispatches/{uuid:dispatch}/"
reports = Router(tags=["incidents"], auth=Bearer(TokenName.REPORTS_WRITE))
workers = Router(tags=["dispatches"], auth=Bearer(TokenName.DISPATCHES))


class QuestionRow(Schema):
    """A question; `level` is what a yes alone gives when all about life was denied."""

    code: str
    label: str
    en: str
    ask: str
    life: bool
    weight: int
    level: str
    must_call: list[str]
    may_call: list[str]


class ProtocolRow(Schema):
    """A triage protocol as published; `confirmed` says whether a clinical authority stands behind it."""

    code: str
    version: int
    label: str
    en: str
    source: str
    confirmed: bool
    opening: str
    questions: list[QuestionRow]
    until_help: list[str]


class OriginRow(Schema):
    """A report that belongs to the incident now."""

    id: UUID
    source: str
    kind: str
    said_at: datetime
    received_at: datetime


class ReportSplitBody(Body):
    """Which reports leave it; for another person, or as another kind of the same one."""

    origins: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    reason: Reason
    person: UUID | None = None
    kind: SeenKind | Literal["sos", "call"] | None = None


class NumberBody(Body):
    attempt: UUID
    case_number: Annotated[str, Field(min_length=1, max_length=40)]


class SeenBody(Body):
    """What a neighbour or a community worker saw. `key` makes a repetition the same report."""

    kind: SeenKind
    reporter: Reporter
    seen: Annotated[str, Field(min_length=1, max_length=500)]
    key: UUID | None = None
    person: UUID | None = None
    whom: Annotated[str, Field(max_length=200)] = ""
    reporter_name: Annotated[str, Field(max_length=60)] = ""
    reporter_phone: Annotated[str, Field(max_length=30)] = ""


class SosBody(Body):
    """Where she is, if her phone tells it (WGS84)."""

    longitude: Annotated[float, Field(ge=73, le=136)] | None = None
    latitude: Annotated[float, Field(ge=3, le=54)] | None = None
    key: UUID | None = None


class Opened(Schema):
    """The incident that a report became or joined."""

    incident: UUID
    number: str
    state: str


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"scope": scope_of(request), "now": now()}


def _protocol(one: protocols.Protocol) -> dict[str, Any]:
    questions = [
        {**plain(row, QuestionRow, level=one.level_of(row)), "must_call": list(row.must_call)}
        for row in one.questions
    ]
    return {**plain(one, ProtocolRow, questions=questions), "until_help": list(one.until_help)}


def _opened(row: Any) -> dict[str, Any]:
    return {"incident": row.id, "number": row.number, "state": row.state}


@incidents.get("/protocols", response=list[ProtocolRow], operation_id="list_protocols")
def list_protocols(request: HttpRequest) -> list[dict[str, Any]]:
    """The triage protocols in their newest versions; none is confirmed by a clinical authority yet."""
    return [_protocol(one) for one in protocols.newest().values()]


@incidents.get("/incidents/{uuid:incident}/reports", response=list[OriginRow], operation_id="list_origins")
def list_origins(request: HttpRequest, incident: UUID) -> list[dict[str, Any]]:
    """The reports that belong to an incident now; what was split off is not among them."""
    return [plain(row, OriginRow) for row in queries.list_origins(scope_of(request), incident)]


@seat.post("/incidents/{uuid:incident}/split", response=IncidentDetail, operation_id="split_incident")
def split_incident(request: HttpRequest, incident: UUID, body: ReportSplitBody) -> dict[str, Any]:
    """Take reports out of an incident into one of their own, with a reason."""
    told = body.model_dump(mode="python")
    kind = str(told.pop("kind") or "")
    return detail(request, emergency.split(incident=incident, kind=kind, **told, **_said(request)))


@seat.post("/incidents/{uuid:incident}/unmerge", response=IncidentDetail, operation_id="unmerge")
def unmerge(request: HttpRequest, incident: UUID, body: WhyBody) -> dict[str, Any]:
    """It was another need after all."""
    return detail(request, emergency.unmerge(incident=incident, reason=body.reason, **_said(request)))


@seat.post("/incidents/{uuid:incident}/case-number", response=IncidentDetail, operation_id="give_case_number")
def give_case_number(request: HttpRequest, incident: UUID, body: NumberBody) -> dict[str, Any]:
    """The number under which 120, 119 or 110 works at it, told later."""
    line = emergency.give_case_number(incident=incident, **body.model_dump(), **_said(request))
    return detail(request, line.incident)


@seat.post(ASKED + "accept-by-phone", response=DispatchRow, operation_id="accept_by_phone")
def accept_by_phone(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    """She said on the telephone that she goes."""
    return dispatch_row(emergency.accept_by_phone(dispatch=dispatch, **_said(request)))


@seat.post(ASKED + "arrive-by-phone", response=DispatchRow, operation_id="arrive_by_phone")
def arrive_by_phone(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    """She said that she is at the door."""
    return dispatch_row(emergency.arrive_by_phone(dispatch=dispatch, **_said(request)))


@seat.post(ASKED + "refuse-by-phone", response=DispatchRow, operation_id="refuse_by_phone")
def refuse_by_phone(request: HttpRequest, dispatch: UUID, body: WhyBody) -> dict[str, Any]:
    """She said that she cannot go, and why."""
    return dispatch_row(
        emergency.refuse_by_phone(dispatch=dispatch, reason=body.reason[:200], **_said(request))
    )


@reports.post("/reports", response={201: Opened}, operation_id="report_seen")
def report_seen(request: HttpRequest, body: SeenBody) -> dict[str, Any]:
    """What somebody saw becomes an incident, or joins the open one of the same person and kind."""
    told = body.model_dump(mode="json") | {"person": body.person, "key": body.key or new_key()}
    made = emergency.report_seen(report=emergency.Seen(**told), door="api", **_said(request))
    return _opened(made)


@workers.post("/sos", response={201: Opened}, operation_id="press_own_sos")
def press_own_sos(request: HttpRequest, body: SosBody) -> dict[str, Any]:
    """A worker is in danger herself."""
    position = None
    if body.longitude is not None and body.latitude is not None:
        position = (body.longitude, body.latitude)
    return _opened(emergency.press_own_sos(position=position, key=body.key, **_said(request)))
