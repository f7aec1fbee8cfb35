"""Visits by JSON, as on the carer's phone page: the day, entries, pictures, verification."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.marks import keyed, streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Body, Cursor, Limit, Moment
from chongyang.api.uploads import sent_file
from chongyang.core.clock import now
from chongyang.territory.enums import TokenName
from chongyang.visits import operations, queries
from chongyang.visits.enums import CallBackOutcome
from chongyang.visits.operations import Contested, Kept, Refused

visits = Router(tags=["visits"], auth=Bearer(TokenName.VISITS_READ))
WRITES = Bearer(TokenName.VISITS_WRITE)
WAY = "/services/visits"


class OwnVisitRow(Schema):
    """One visit of the carer's day, with what she needs at the door."""

    order: UUID
    number: str
    item: str
    state: str
    planned_at: datetime
    from_at: datetime
    to_at: datetime
    minutes: int
    name: str
    place: str
    phone: str
    access_note: str
    note: str
    longitude: float | None
    latitude: float | None
    steps: list[str]
    steps_done: list[str]
    times: dict[str, datetime]


class VisitEntriesBody(Body):
    """What a phone kept. Each entry has the number that its phone gave it; the same number is the same entry.

    `sent_at` is the phone's clock now: times of a phone whose clock is wrong are put right by it.
    """

    device: UUID
    sent_at: Moment | None = None
    entries: Annotated[list[dict[str, Any]], Field(max_length=200)]


class VisitEntryAnswer(Schema):
    """kept, contested (kept beside what stands here; both values) or refused (with a sentence)."""

    sequence: int | None
    result: str
    again: bool = False
    why: str = ""
    reason: str = ""
    ours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}


class VisitEntryAnswers(Schema):
    answers: list[VisitEntryAnswer]


class VisitPictureRow(Schema):
    id: UUID
    kind: str
    is_old: bool
    is_again: bool


class HelpVisitRow(Schema):
    """A visit as the verifying desk lists it; nobody is named."""

    id: UUID
    order: UUID
    number: str
    item: str
    area: int
    organisation: UUID
    from_at: datetime
    to_at: datetime
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    score: int | None
    verdict: str
    marks: list[str]
    reasons: list[dict[str, Any]]
    judged_at: datetime | None


class HelpVisitPage(Schema):
    items: list[HelpVisitRow]
    next: str | None = None


class VisitDecisionBody(Body):
    accept: bool
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class VisitCallBackBody(Body):
    outcome: CallBackOutcome
    note: Annotated[str, Field(max_length=500)] = ""


@visits.get(WAY + "/today", response=list[OwnVisitRow], operation_id="list_own_visits")
def list_own_visits(request: HttpRequest) -> list[dict[str, Any]]:
    """Today's visits of the account's carer, in order; that they were read is written down."""
    scope, moment = scope_of(request), now()
    rows = queries.day_of(scope, day=queries.today(moment))
    operations.note_opened(shown=rows, scope=scope, now=moment)
    return [_day_row(row) for row in rows]


def _day_row(row: queries.DayVisit) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in OwnVisitRow.model_fields if name != "steps"}
    return {**told, "steps": [step.key for step in row.steps]}


@visits.post(WAY + "/entries", response=VisitEntryAnswers, auth=WRITES, operation_id="send_visit_entries")
@keyed
def send_visit_entries(request: HttpRequest, body: VisitEntriesBody) -> dict[str, Any]:
    """Take entries in. One answer each, in the order of their numbers; nothing is overwritten."""
    scope = scope_of(request)
    answers = operations.take_in(
        entries=body.entries,
        device=body.device,
        sent_at=body.sent_at,
        scope=scope,
        by=scope.actor,
        now=now(),
    )
    return {"answers": [_answer(one) for one in answers]}


def _answer(one: Kept | Contested | Refused) -> dict[str, Any]:
    if isinstance(one, Kept):
        return {"sequence": one.sequence, "result": "kept", "again": one.again}
    if isinstance(one, Refused):
        return {"sequence": one.sequence, "result": "refused", "reason": one.reason}
    told = {"why": one.why.value, "ours": dict(one.ours), "theirs": dict(one.theirs)}
    return {"sequence": one.sequence, "result": "contested", **told}


@visits.put(
    WAY + "/pictures/{uuid:device}/{int:sequence}",
    response=VisitPictureRow,
    auth=WRITES,
    operation_id="send_visit_picture",
)
@streaming
def send_visit_picture(request: HttpRequest, device: UUID, sequence: int) -> dict[str, Any]:
    """The bytes of a picture that an entry announced by their SHA-256; again is the same picture."""
    scope, file = scope_of(request), sent_file(request, "picture")
    row = operations.keep_picture(
        device=device,
        sequence=sequence,
        chunks=file["chunks"],
        declared=file["declared"],
        scope=scope,
        by=scope.actor,
        now=now(),
    )
    return {"id": row.id, "kind": row.kind, "is_old": row.is_old, "is_again": row.like is not None}


@visits.get(WAY + "/below", response=HelpVisitPage, operation_id="list_visits_below")
def list_visits_below(
    request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Visits whose evidence is too weak, the longest waiting first."""
    scope, after = scope_of(request), None
    if cursor:
        at, last = cursors.read(cursor, "visits_below", {}, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    rows = queries.list_below(scope, after=after, limit=limit + 1)

    def mark(row: Any) -> str:
        return cursors.write((row.judged_at.isoformat(), row.id), "visits_below", {}, scope)

    items, following = cursors.page(rows, limit, mark)
    return {"items": [_row(row) for row in items], "next": following}


def _row(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in HelpVisitRow.model_fields if name != "reasons"}
    return {**told, "reasons": row.score_reasons}


@visits.get(WAY + "/{uuid:visit}", response=HelpVisitRow, operation_id="get_visit")
def get_visit(request: HttpRequest, visit: UUID) -> dict[str, Any]:
    """One visit with the reasons of its score, for who verifies; the look is written down."""
    return _row(operations.open_visit(visit=visit, scope=scope_of(request), now=now()))


@visits.post(WAY + "/{uuid:visit}/verify", response=HelpVisitRow, auth=WRITES, operation_id="verify_visit")
def verify_visit(request: HttpRequest, visit: UUID, body: VisitDecisionBody) -> dict[str, Any]:
    """Payable after all, or not: never by who came, nor by the provider's own people."""
    scope = scope_of(request)
    told: dict[str, Any] = {"accept": body.accept, "reason": body.reason}
    return _row(operations.verify(visit=visit, scope=scope, by=scope.actor, now=now(), **told))


@visits.post(
    WAY + "/{uuid:visit}/call-back", response=HelpVisitRow, auth=WRITES, operation_id="call_back_visit"
)
def call_back_visit(request: HttpRequest, visit: UUID, body: VisitCallBackBody) -> dict[str, Any]:
    """What the elder said on the telephone; a visit that waits is judged anew."""
    scope = scope_of(request)
    told: dict[str, Any] = {"outcome": body.outcome.value, "note": body.note}
    operations.call_back(visit=visit, scope=scope, by=scope.actor, now=now(), **told)
    return _row(queries.access_to_verify(scope, visit))
