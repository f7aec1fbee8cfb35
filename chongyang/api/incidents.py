"""Incidents read: the board, one incident, its chain, who was asked, who could be."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit, listed, plain
from chongyang.core.clock import now
from chongyang.emergency import queries as emergency
from chongyang.roads.enums import Basis
from chongyang.territory.enums import TokenName

incidents = Router(tags=["incidents"], auth=Bearer(TokenName.INCIDENTS_READ))


class IncidentRow(Schema):
    """An incident; the caller's number is masked."""

    id: UUID
    number: str
    kind: str
    source: str
    area: int
    person: UUID | None
    caller_number: str
    state: str
    level: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    false_reason: str
    longitude: float | None
    latitude: float | None
    merged_into: UUID | None


class IncidentPage(Schema):
    items: list[IncidentRow]
    next: str | None


class StepRow(Schema):
    """One step of the incident's case or of its dispatches."""

    case: UUID
    number: int
    action: str
    source: str
    target: str
    actor_role: str
    at: datetime
    how: str


class AttemptRow(Schema):
    target: str
    result: str
    case_number: str
    contact: UUID | None
    at: datetime


class DispatchRow(Schema):
    """A responder asked to go; nothing personal."""

    id: UUID
    incident: UUID
    responder: UUID
    organisation: UUID | None
    area: int
    incident_kind: str
    level: str
    state: str
    distance_metres: int | None
    travel_seconds: int | None
    basis: str
    offered_at: datetime
    accepted_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    refusal: str


class IncidentDetail(IncidentRow):
    answers: dict[str, bool]
    outcome_note: str
    place_note: str
    steps: list[StepRow]
    attempts: list[AttemptRow]
    dispatches: list[DispatchRow]


class ResponseLinkRow(Schema):
    """One of the nine links; without a moment it was not reached yet."""

    link: str
    label: str
    at: datetime | None
    how: str
    seconds_since: float | None


class CoverRow(Schema):
    """Elders who would be farther than so many minutes from everybody free; counts, no person."""

    elders: int
    communities: int
    minutes: int


class Recommended(Schema):
    """A responder to offer to, or (`channel` phone) one of the elder's contacts to call."""

    responder: UUID
    channel: Literal["app", "phone"]
    kind: str
    metres: int | None
    seconds: int | None
    basis: Annotated[Basis, listed(Basis)] | None
    reasons: list[str]
    cover_lost: CoverRow | None


class Recommendations(Schema):
    """The first few in their order; `nearer` are sooner there than the first and stand after, with why."""

    items: list[Recommended]
    nearer: list[Recommended]


class Counts(Schema):
    open: dict[str, int]


def incident_row(row: Any) -> dict[str, Any]:
    return plain(row, IncidentRow, caller_number=str(row.caller_number), merged_into=row.merged_into_id)


def dispatch_row(row: Any) -> dict[str, Any]:
    return plain(row, DispatchRow, incident=row.incident_id)


@incidents.get("/incidents", response=IncidentPage, operation_id="list_incidents", url_name="list_incidents")
def list_incidents(
    request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """All incidents within reach, the newest first."""
    scope, after = scope_of(request), None
    if cursor:
        at, last = cursors.read(cursor, "incidents", {}, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    rows = list(emergency.list_incidents(scope, limit + 1, after))
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([row.opened_at.isoformat(), row.id], "incidents", {}, scope)
    )
    return {"items": [incident_row(row) for row in items], "next": following}


@incidents.get("/incidents/open", response=list[IncidentRow], operation_id="list_open_incidents")
def list_open_incidents(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """The seat's board: nobody answered first, then the gravest, then the oldest."""
    return [incident_row(row) for row in emergency.list_open(scope_of(request), limit)]


@incidents.get("/incidents/count", response=Counts, operation_id="count_incidents")
def count_incidents(request: HttpRequest) -> dict[str, Any]:
    """How many are open, by state."""
    return {"open": emergency.count_open(scope_of(request))}


@incidents.get("/incidents/{uuid:incident}", response=IncidentDetail, operation_id="get_incident")
def get_incident(request: HttpRequest, incident: UUID) -> dict[str, Any]:
    """One incident with its steps, the tries to reach somebody, and whom the city asked."""
    return detail(request, emergency.access_incident(scope_of(request), incident))


def detail(request: HttpRequest, row: Any) -> dict[str, Any]:
    """An incident as it stands now."""
    scope = scope_of(request)
    steps = [plain(step, StepRow, case=step.case_id) for step in emergency.list_steps(scope, row.id)]
    return {
        **incident_row(row),
        "answers": {code: bool(said) for code, said in row.answers.items()},
        "outcome_note": row.outcome_note,
        "place_note": row.place_note,
        "steps": steps,
        "attempts": [plain(one, AttemptRow) for one in emergency.list_attempts(scope, row.id)],
        "dispatches": [dispatch_row(one) for one in emergency.list_dispatches(scope, row.id)],
    }


@incidents.get("/incidents/{uuid:incident}/chain", response=list[ResponseLinkRow], operation_id="get_chain")
def get_chain(request: HttpRequest, incident: UUID) -> list[dict[str, Any]]:
    """The nine links from the press to the close, with the time between them."""
    row = emergency.access_incident(scope_of(request), incident)
    return [_link(step) for step in emergency.response_chain(scope_of(request), row.id)]


def _link(step: emergency.ChainStep) -> dict[str, Any]:
    since = step.since.total_seconds() if step.since is not None else None
    told = {"link": step.link.value, "label": gettext(step.link.label), "at": step.at, "how": step.how}
    return {**told, "seconds_since": since}


@incidents.get(
    "/incidents/{uuid:incident}/recommendations",
    response=Recommendations,
    auth=Bearer(TokenName.INCIDENTS_WRITE),
    operation_id="recommend_responders",
)
def recommend_responders(
    request: HttpRequest, incident: UUID, limit: Annotated[int, Field(ge=1, le=20)] = 5
) -> dict[str, Any]:
    """The soonest suitable responders on duty, each with the way, the reasons, and what the area loses."""
    scope = scope_of(request)
    row = emergency.access_incident(scope, incident)
    weighed = emergency.weigh(scope, row, now=now(), limit=limit)
    return {
        "items": [_recommended(one, weighed.lost) for one in weighed.told.first],
        "nearer": [_recommended(one, {}) for one in weighed.told.nearer],
    }


def _recommended(one: Any, lost: dict[UUID, emergency.CoverLost]) -> dict[str, Any]:
    cover = lost.get(one.responder.id)
    return {
        "responder": one.responder.id,
        "channel": one.responder.channel,
        "kind": one.responder.kind,
        "metres": one.metres,
        "seconds": one.way.seconds if one.way else None,
        "basis": one.way.basis if one.way else None,
        "reasons": list(map(gettext, one.reasons)),
        "cover_lost": plain(cover, CoverRow) if cover else None,
    }
