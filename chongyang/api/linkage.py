"""Pairs of records, words about them, questions between counties, merges and their undoing."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Body, Code, Cursor, Limit, interval
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.linkage import operations, queries
from chongyang.linkage.enums import Answer, PairKind, PairState
from chongyang.territory.enums import TokenName

linkage = Router(tags=["linkage"], auth=Bearer(TokenName.LINKAGE_READ))
WRITES = Bearer(TokenName.LINKAGE_WRITE)
Reason = Annotated[str, Field(min_length=4, max_length=200, description="no names, no numbers")]
Waiting = Annotated[PairState | None, Field(description="open, unsure, proposed or asked")]


class PairShape(Schema):
    """Two records that wait; `weights` holds for each field the step that held and its weight, no value."""

    id: UUID
    kind: PairKind
    state: PairState
    area: int
    other_area: int
    left_person: UUID
    right_person: UUID
    weight: float
    probability: float
    weights: dict[str, list[str | float]]
    version: int
    found_at: datetime
    decided_at: datetime | None


class PairPage(Schema):
    items: list[PairShape]
    next: str | None


class SideShape(Schema):
    """One side: masked values, nothing where it is out of reach."""

    feed: str
    person: UUID
    area: int
    is_near: bool
    told: dict[str, str]


class PairDetail(PairShape):
    left: SideShape
    right: SideShape


class PairDecisionBody(Body):
    """`version` is the pair's as it was read; a second person's word about two files merges them."""

    answer: Answer
    reason: Reason
    version: int | None = None


class AskShape(Schema):
    """What another county asks: our person, and how each field compares."""

    id: UUID
    person: UUID
    area: int
    from_area: int
    weight: float
    steps: dict[str, list[str | float]]
    reason: str
    state: str
    asked_at: datetime


class AskAnswerBody(Body):
    agrees: bool
    reason: Reason


class MergeShape(Schema):
    id: UUID
    double: UUID
    survivor: UUID
    area: int
    other_area: int
    reason: str
    merged_at: datetime
    parted_at: datetime | None


class SinceShape(Schema):
    """One row written since the merge; `file` is where it was written to, a fixed one stays."""

    row: UUID
    what: str
    says: str
    at: datetime
    person: UUID
    file: UUID
    fixed: bool


class MergeDetail(MergeShape):
    since: list[SinceShape]


class PartBody(Body):
    """`whose`: row to person; what is not named goes to the file that it was written to."""

    reason: Reason
    whose: dict[UUID, UUID] = {}


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _shaped(row: Any, shape: type[Schema]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields if hasattr(row, name)}


@linkage.get("/linkage/pairs", response=PairPage, operation_id="list_pairs")
def list_pairs(
    request: HttpRequest,
    area: Code | None = None,
    kind: PairKind | None = None,
    state: Waiting = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Pairs that wait for a person, the likeliest first; no value of anybody."""
    scope = scope_of(request)
    filters = {"area": area, "kind": kind or "", "state": state or ""}
    after = None
    if cursor:
        weight, key = cursors.read(cursor, "pairs", filters, scope)
        after = (float(weight), UUID(key))
    rows = queries.list_pairs(
        scope,
        kind=filters["kind"] or "",
        state=filters["state"] or "",
        within=interval(area),
        after=after,
        limit=limit + 1,
    )
    place = lambda row: cursors.write((row.weight, row.id), "pairs", filters, scope)  # noqa: E731
    items, following = cursors.page(rows, limit, place)
    return {"items": [_shaped(row, PairShape) for row in items], "next": following}


@linkage.get("/linkage/pairs/{uuid:pair}", response=PairDetail, operation_id="get_pair")
def get_pair(request: HttpRequest, pair: UUID) -> dict[str, Any]:
    """Both sides, masked."""
    scope = scope_of(request)
    row = queries.access_pair(scope, pair)
    left, right = queries.sides_of(scope, row)
    return _shaped(row, PairShape) | {
        "left": _shaped(left, SideShape),
        "right": _shaped(right, SideShape),
    }


@linkage.post(
    "/linkage/pairs/{uuid:pair}/decide", auth=WRITES, response=PairShape, operation_id="decide_pair"
)
def decide_pair(request: HttpRequest, pair: UUID, body: PairDecisionBody) -> dict[str, Any]:
    """One person's word; two files wait for a second one, a pair across counties for the other county."""
    queries.access_pair(scope_of(request), pair)
    row = operations.decide(
        pair=pair,
        answer=body.answer.value,
        reason=body.reason,
        expected_version=body.version,
        **_said(request),
    )
    return _shaped(row, PairShape)


@linkage.post(
    "/linkage/pairs/{uuid:pair}/withdraw", auth=WRITES, response=PairShape, operation_id="withdraw_ask"
)
def withdraw_ask(request: HttpRequest, pair: UUID) -> dict[str, Any]:
    """Take the question to the other county back."""
    queries.access_pair(scope_of(request), pair)
    return _shaped(operations.withdraw_ask(pair=pair, **_said(request)), PairShape)


class ReopenBody(Body):
    reason: Reason


@linkage.post(
    "/linkage/pairs/{uuid:pair}/reopen", auth=WRITES, response=PairShape, operation_id="reopen_pair"
)
def reopen_pair(request: HttpRequest, pair: UUID, body: ReopenBody) -> dict[str, Any]:
    """A decided pair waits again; a merge that came of it is undone first."""
    queries.access_pair(scope_of(request), pair)
    row = operations.undo_decision(pair=pair, reason=body.reason, **_said(request))
    return _shaped(row, PairShape)


@linkage.get("/linkage/asks", response=list[AskShape], operation_id="list_asks")
def list_asks(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Questions of other counties that wait for ours, the oldest first."""
    return [_shaped(row, AskShape) for row in queries.list_asks(scope_of(request), limit=limit)]


@linkage.post("/linkage/asks/{uuid:ask}/answer", auth=WRITES, response=AskShape, operation_id="answer_ask")
def answer_ask(request: HttpRequest, ask: UUID, body: AskAnswerBody) -> dict[str, Any]:
    """Our county's word; where both agree it is done."""
    row = operations.answer_ask(ask=ask, agrees=body.agrees, reason=body.reason, **_said(request))
    return _shaped(row, AskShape)


@linkage.get("/linkage/merges", response=list[MergeShape], operation_id="list_merges")
def list_merges(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Merges that stand, the newest first."""
    return [_shaped(row, MergeShape) for row in queries.list_merges(scope_of(request), limit=limit)]


@linkage.get("/linkage/merges/{uuid:merge}", response=MergeDetail, operation_id="get_merge")
def get_merge(request: HttpRequest, merge: UUID) -> dict[str, Any]:
    """One merge with what was written since."""
    scope = scope_of(request)
    row = queries.access_merge(scope, merge)
    with enter(system_scope("part", scope.actor)):
        groups = operations.written_since(row) if row.parted_at is None else []
    since = [_shaped(item, SinceShape) | {"what": group.name} for group in groups for item in group.items]
    return _shaped(row, MergeShape) | {"since": since}


@linkage.post(
    "/linkage/merges/{uuid:merge}/part", auth=WRITES, response=MergeShape, operation_id="part_files"
)
def part_files(request: HttpRequest, merge: UUID, body: PartBody) -> dict[str, Any]:
    """Undo a merge: both files are byte for byte what they were."""
    queries.access_merge(scope_of(request), merge)
    row = operations.part_files(merge=merge, whose=body.whose, reason=body.reason, **_said(request))
    return _shaped(row, MergeShape)
