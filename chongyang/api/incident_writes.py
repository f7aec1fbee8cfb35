"""Incidents worked on: the seat's operations, one after the other."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.incidents import DispatchRow, IncidentDetail, detail, dispatch_row
from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import Body, PersonBody, Text, WhyBody, listed
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.emergency.rules.outcomes import FalseReason, Outcome
from chongyang.emergency.rules.triage import Level
from chongyang.territory.enums import TokenName

seat = Router(tags=["incidents"], auth=Bearer(TokenName.INCIDENTS_WRITE))
Reason = Annotated[str, Field(min_length=1, max_length=500)]


class AttemptBody(Body):
    target: Literal["elder", "contact", "120", "119", "110"]
    result: Literal["answered", "no_answer", "busy", "silent", "handed_over"]
    contact: UUID | None = None
    case_number: Annotated[str, Field(max_length=40)] = ""


class TriageBody(Body):
    """Answers by question code; without a level the answers give it."""

    answers: dict[str, bool | None]
    level: Annotated[Level, listed(Level)] | None = None
    protocol: Annotated[str, Field(max_length=20)] = ""


class OfferBody(Body):
    responders: Annotated[list[UUID], Field(min_length=1, max_length=20)]


class OutcomeBody(Body):
    outcome: Outcome
    false_reason: FalseReason | None = None
    note: Text = ""


class IncidentCloseBody(Body):
    """Without an outcome the one given before stands."""

    outcome: Outcome | None = None
    false_reason: FalseReason | None = None
    note: Text = ""


class MergeBody(Body):
    into: UUID
    reason: Reason


class Number(Schema):
    caller_number: str


def _said(request: HttpRequest, incident: UUID) -> dict[str, Any]:
    return {"incident": incident, "scope": scope_of(request), "now": now()}


def _outcome(body: OutcomeBody | IncidentCloseBody) -> dict[str, Any]:
    return {name: value or "" for name, value in body.model_dump(mode="json").items()}


@seat.post("/incidents/{uuid:incident}/acknowledge", response=IncidentDetail, operation_id="acknowledge")
def acknowledge(request: HttpRequest, incident: UUID) -> dict[str, Any]:
    """Take an open incident; who comes second hears who has it."""
    return detail(request, emergency.acknowledge(**_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/attempts", response=IncidentDetail, operation_id="record_attempt")
def record_attempt(request: HttpRequest, incident: UUID, body: AttemptBody) -> dict[str, Any]:
    """A try to reach the elder, a contact, 120, 119 or 110."""
    attempt = emergency.record_attempt(**body.model_dump(), **_said(request, incident))
    return detail(request, attempt.incident)


@seat.post("/incidents/{uuid:incident}/identify", response=IncidentDetail, operation_id="identify")
def identify(request: HttpRequest, incident: UUID, body: PersonBody) -> dict[str, Any]:
    """Say who it is."""
    return detail(request, emergency.identify(person=body.person, **_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/triage", response=IncidentDetail, operation_id="triage")
def triage(request: HttpRequest, incident: UUID, body: TriageBody) -> dict[str, Any]:
    """Judge how grave it is."""
    level = body.level.value if body.level else ""
    told: dict[str, Any] = {"answers": body.answers, "level": level, "protocol": body.protocol}
    return detail(request, emergency.triage(**told, **_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/offers", response=list[DispatchRow], operation_id="offer")
def offer(request: HttpRequest, incident: UUID, body: OfferBody) -> list[dict[str, Any]]:
    """Ask responders to go; the first who accepts has it."""
    made = emergency.offer(responders=body.responders, **_said(request, incident))
    return [dispatch_row(row) for row in made]


@seat.post("/incidents/{uuid:incident}/resolve", response=IncidentDetail, operation_id="resolve")
def resolve(request: HttpRequest, incident: UUID, body: OutcomeBody) -> dict[str, Any]:
    """Say how it ended; the follow-up may still find otherwise."""
    return detail(request, emergency.resolve(**_outcome(body), **_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/close", response=IncidentDetail, operation_id="close")
def close(request: HttpRequest, incident: UUID, body: IncidentCloseBody) -> dict[str, Any]:
    """Close for good, only with an outcome of the list."""
    return detail(request, emergency.close(**_outcome(body), **_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/reopen", response=IncidentDetail, operation_id="reopen")
def reopen(request: HttpRequest, incident: UUID, body: WhyBody) -> dict[str, Any]:
    """Open a resolved or closed incident again."""
    return detail(request, emergency.reopen(reason=body.reason, **_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/merge", response=IncidentDetail, operation_id="merge")
def merge(request: HttpRequest, incident: UUID, body: MergeBody) -> dict[str, Any]:
    """The same need, reported twice: this one ends in the other."""
    return detail(request, emergency.merge(into=body.into, reason=body.reason, **_said(request, incident)))


@seat.post("/incidents/{uuid:incident}/caller", response=Number, operation_id="show_caller")
@reading
def show_caller(request: HttpRequest, incident: UUID) -> dict[str, str]:
    """The number that called, in the clear, for calling back; each time an event."""
    return {"caller_number": emergency.show_caller(**_said(request, incident))}


@seat.post("/dispatches/{uuid:dispatch}/withdraw", response=DispatchRow, operation_id="withdraw_dispatch")
def withdraw_dispatch(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    """Take an offer or a journey back."""
    return dispatch_row(emergency.withdraw(dispatch=dispatch, scope=scope_of(request), now=now()))
