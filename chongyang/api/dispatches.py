"""The responder's part: her offers and journeys, from accepting to reporting."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.incidents import DispatchRow, dispatch_row
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import Body, Latitude, Longitude, Moment, Text
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.providers import operations as providers_operations
from chongyang.providers import queries as providers
from chongyang.territory.enums import TokenName

dispatches = Router(tags=["dispatches"], auth=Bearer(TokenName.DISPATCHES))
WAY = "/dispatches/{uuid:dispatch}/"


class RefusalBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class FinishBody(Body):
    outcome: Outcome
    note: Text = ""


class DutyBody(Body):
    on_duty: bool


class SharingBody(Body):
    """Yes or no to the seat seeing the last position while on duty; no deletes it at once."""

    shares: bool


class PositionBody(Body):
    """Where the responder is; overwrites the position before. Without a moment it is now."""

    longitude: Longitude
    latitude: Latitude
    accuracy_metres: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    at: Moment | None = None


class OwnDuty(Schema):
    """What the account's responder has said."""

    responder: UUID
    on_duty: bool
    shares_position_since: datetime | None


def _said(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    return {"dispatch": dispatch, "scope": scope_of(request), "now": now()}


@dispatches.get("/dispatches", response=list[DispatchRow], operation_id="list_own_dispatches")
def list_own_dispatches(request: HttpRequest) -> list[dict[str, Any]]:
    """The account's own offers and journeys that are not over."""
    return [dispatch_row(row) for row in queries.list_own_dispatches(scope_of(request))]


@dispatches.post(WAY + "accept", response=DispatchRow, operation_id="accept_dispatch")
def accept_dispatch(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    """Say "I go": the elder's file opens until the end."""
    return dispatch_row(emergency.accept(**_said(request, dispatch)))


@dispatches.post(WAY + "refuse", response=DispatchRow, operation_id="refuse_dispatch")
def refuse_dispatch(request: HttpRequest, dispatch: UUID, body: RefusalBody) -> dict[str, Any]:
    """Say "I cannot", with a reason."""
    return dispatch_row(emergency.refuse(reason=body.reason, **_said(request, dispatch)))


@dispatches.post(WAY + "depart", response=DispatchRow, operation_id="depart")
def depart(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    """On the way."""
    return dispatch_row(emergency.depart(**_said(request, dispatch)))


@dispatches.post(WAY + "arrive", response=DispatchRow, operation_id="arrive")
def arrive(request: HttpRequest, dispatch: UUID) -> dict[str, Any]:
    """At the door."""
    return dispatch_row(emergency.arrive(**_said(request, dispatch)))


@dispatches.post(WAY + "finish", response=DispatchRow, operation_id="finish")
def finish(request: HttpRequest, dispatch: UUID, body: FinishBody) -> dict[str, Any]:
    """Report what was found and done; the file closes."""
    told: dict[str, Any] = {"outcome": body.outcome.value, "note": body.note}
    return dispatch_row(emergency.finish(**told, **_said(request, dispatch)))


@dispatches.post(WAY + "give-back", response=DispatchRow, operation_id="give_back")
def give_back(request: HttpRequest, dispatch: UUID, body: RefusalBody) -> dict[str, Any]:
    """Cannot go after all; the file closes."""
    return dispatch_row(emergency.give_back(reason=body.reason, **_said(request, dispatch)))


def _own(row: Any) -> dict[str, Any]:
    since = row.shares_position_since
    return {"responder": row.id, "on_duty": row.is_on_duty, "shares_position_since": since}


@dispatches.post("/responder/duty", response=OwnDuty, operation_id="set_own_duty")
def set_own_duty(request: HttpRequest, body: DutyBody) -> dict[str, Any]:
    """On duty or off duty; going off deletes the position."""
    scope = scope_of(request)
    row = providers.responder_of(scope.actor.account) if scope.actor.account else None
    if row is None:
        raise Problem("not-found")
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": now()}
    return _own(providers_operations.set_duty(responder=row.id, on_duty=body.on_duty, **told))


@dispatches.post("/responder/sharing", response=OwnDuty, operation_id="set_own_sharing")
def set_own_sharing(request: HttpRequest, body: SharingBody) -> dict[str, Any]:
    """Agree that the seat sees where one is while on duty, or withdraw it."""
    scope = scope_of(request)
    return _own(providers_operations.set_sharing(shares=body.shares, scope=scope, now=now()))


@dispatches.post("/responder/position", response={204: None}, operation_id="report_own_position")
def report_own_position(request: HttpRequest, body: PositionBody) -> HttpResponse:
    """Say where one is; refused off duty and without an agreement."""
    moment = now()
    providers_operations.report_position(
        longitude=body.longitude,
        latitude=body.latitude,
        accuracy=body.accuracy_metres,
        at=body.at or moment,
        scope=scope_of(request),
        now=moment,
    )
    return HttpResponse(status=204)
