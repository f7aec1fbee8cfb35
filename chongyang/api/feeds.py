"""Feeds by JSON: what is described, a file streamed in, how far it is, its faults without the cells."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Body, Code, Cursor, Limit
from chongyang.claims.operations import endings, keeping
from chongyang.claims.queries import reports
from chongyang.claims.queries import runs as queries
from chongyang.core.clock import now
from chongyang.core.words import N_
from chongyang.territory.enums import TokenName

feeds = Router(tags=["feeds"], auth=Bearer(TokenName.FEEDS_READ))
BLOCK = 1024 * 1024
TOO_LARGE = N_("文件太大，请拆分后分几次导入。")
LENGTH = N_("请用 Content-Length 说明文件的字节数。")
FileName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]+$")]


class FeedRow(Schema):
    """A described feed; `due_on` follows from the day of its last data."""

    feed: str
    name: str
    version: str
    source: str
    is_full: bool
    every_days: int
    last_told_on: date | None
    due_on: date | None
    is_late: bool


class FeedRunRow(Schema):
    """A file on its way to claims. `refused` rows were not taken in, those with `warnings` were."""

    id: UUID
    feed: str
    feed_version: str
    state: str
    reason: str
    sentence: str
    coding: str
    told_on: date
    rows: int
    total_rows: int | None
    new: int
    same: int
    ended: int
    refused: int
    warnings: int
    known: bool = False


class EndingBody(Body):
    """`note`: how it was checked, and why."""

    ends: bool
    note: Annotated[str, Field(min_length=1, max_length=300)]


class EndingRow(Schema):
    """`absent` of `in_force` records; `waiting`, `ended`, `kept` or `superseded`."""

    run: UUID
    state: str
    absent: int
    in_force: int


class FeedRunPage(Schema):
    items: list[FeedRunRow]
    next: str | None


class FaultRow(Schema):
    """What is wrong in which line and how it is mended; the cell itself is not told here."""

    line: int
    column: str
    code: str
    what: str
    mend: str
    is_refused: bool


class FaultPage(Schema):
    items: list[FaultRow]
    next: str | None


def _run(run: Any, **more: Any) -> dict[str, Any]:
    return queries.figures_of(run) | {"sentence": queries.say_reason(run.reason), **more}


@feeds.get("/feeds", response=list[FeedRow], operation_id="list_feeds")
def list_feeds(request: HttpRequest) -> list[dict[str, Any]]:
    """Every described feed with its last file."""
    return [row.as_dict() for row in queries.list_feeds(scope_of(request), now=now())]


@feeds.put(
    "/feeds/{feed}/files/{file_name}",
    response=FeedRunRow,
    auth=Bearer(TokenName.FEEDS_WRITE),
    operation_id="send_file",
)
@streaming
def send_file(
    request: HttpRequest,
    feed: Annotated[str, Path(max_length=40)],
    file_name: Path[FileName],
    told_on: date | None = None,
    area: Code | None = None,
    coding: Annotated[str, Field(max_length=20)] = "",
) -> dict[str, Any]:
    """The bytes of a file as the body (`application/octet-stream`). The same bytes again are the same run."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        raise Problem("bad-request", LENGTH)
    if int(length) > settings.FEED_BYTES:
        raise Problem("too-large", TOO_LARGE)
    scope = scope_of(request)
    received = keeping.receive_upload(
        feed=feed,
        chunks=iter(lambda: request.read(BLOCK), b""),
        file_name=file_name,
        told_on=told_on,
        area=int(area.ljust(12, "0")) if area else None,
        declared=coding,
        scope=scope,
        by=scope.actor,
        now=now(),
    )
    return _run(received.run, known=received.is_known)


@feeds.get("/feeds/runs", response=FeedRunPage, operation_id="list_feed_runs")
def list_runs(
    request: HttpRequest, feed: str = "", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Files that came, the newest first."""
    scope, filters = scope_of(request), {"feed": feed}
    rows = queries.list_runs(scope, feed)
    if cursor:
        at, key = cursors.read(cursor, "feed runs", filters, scope)
        moment = datetime.fromisoformat(at)
        rows = rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, id__lt=UUID(key)))
    items, following = cursors.page(
        list(rows[: limit + 1]),
        limit,
        lambda row: cursors.write([row.received_at.isoformat(), row.id], "feed runs", filters, scope),
    )
    return {"items": [_run(row) for row in items], "next": following}


@feeds.get("/feeds/runs/{uuid:run}", response=FeedRunRow, operation_id="get_feed_run")
def get_run(request: HttpRequest, run: UUID) -> dict[str, Any]:
    """How far a file is, or what became of it."""
    return _run(queries.access_run(scope_of(request), run))


@feeds.post(
    "/feeds/runs/{uuid:run}/ending",
    response=EndingRow,
    auth=Bearer(TokenName.FEEDS_WRITE),
    operation_id="decide_feed_ending",
)
def decide_ending(request: HttpRequest, run: UUID, body: EndingBody) -> dict[str, Any]:
    """Say whether the many records that a whole file does not show end; by another account than sent it."""
    scope = scope_of(request)
    row = endings.decide_ending(
        run=run, ends=body.ends, note=body.note, scope=scope, by=scope.actor, now=now()
    )
    return {"run": row.run, "state": row.state, "absent": row.absent, "in_force": row.in_force}


@feeds.get("/feeds/runs/{uuid:run}/faults", response=FaultPage, operation_id="list_feed_faults")
def list_faults(
    request: HttpRequest, run: UUID, code: str = "", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """The faults of a file in the order of its lines."""
    scope, filters = scope_of(request), {"run": str(run), "code": code}
    queries.access_run(scope, run)
    rows = queries.list_faults(scope, run, code)
    if cursor:
        line, key = cursors.read(cursor, "feed faults", filters, scope)
        rows = rows.filter(Q(line__gt=int(line)) | Q(line=int(line), id__gt=UUID(key)))
    items, following = cursors.page(
        list(rows[: limit + 1]),
        limit,
        lambda row: cursors.write([row.line, row.id], "feed faults", filters, scope),
    )
    return {"items": [_fault(row) for row in items], "next": following}


def _fault(row: Any) -> dict[str, Any]:
    what, mend = reports.words_of(row)
    told = {"line": row.line, "column": row.column, "code": row.code, "is_refused": row.is_refused}
    return told | {"what": what, "mend": mend}
