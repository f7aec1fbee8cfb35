"""The responder's part: her offers and journeys, from accepting to reporting."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from chongyang.api.incidents import DispatchRow, dispatch_row
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import Body, Text
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.territory.enums import TokenName

dispatches = Router(tags=["dispatches"], auth=Bearer(TokenName.DISPATCHES))
WAY = "/dispatches/{uuid:dispatch}/"


class RefusalBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class FinishBody(Body):
    outcome: Outcome
    note: Text = ""


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
