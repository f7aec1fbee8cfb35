"""The ledger of the response chain: the same figures, register and corrections as its desk."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Body, Code, Cursor, Limit, Moment, interval, plain
from chongyang.core.clock import now
from chongyang.emergency import operations, queries
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.ledger import By, Choice, Order, Sought
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.territory.enums import TokenName

ledger = Router(tags=["ledger"], auth=Bearer(TokenName.LEDGER_READ))
PERIOD = timedelta(days=30)
Word = Annotated[str, Field(max_length=20)]


class Chosen(Schema):
    """Opened in [since, until), without them the last thirty days; `level` none: not judged."""

    since: Moment | None = None
    until: Moment | None = None
    area: Code | None = None
    source: Word = ""
    level: Word = ""
    kind: Word = ""
    outcome: Outcome | None = None
    sought: Sought | None = None


class LedgerGroup(Schema):
    """Seconds as (median, 90th percentile). With `cover` the numbers may not be told, and are nothing."""

    key: str
    incidents: int
    answered: int
    never_answered: int
    answer: tuple[float, float] | None
    answered_in_time: int
    sent: int
    arrived: int
    not_arrived: int
    door: tuple[float, float] | None
    arrived_in_time: int
    corrected: int
    cover: str | None


class FiguresRow(Schema):
    total: LedgerGroup
    groups: list[LedgerGroup]


class TimesRow(Schema):
    """An incident as measured; no name and no number of a person."""

    incident: UUID
    number: str
    area: int
    kind: str
    source: str
    level: str
    outcome: str
    merged_into: UUID | None
    is_clock_wrong: bool
    corrections: int
    opened_at: datetime
    closed_at: datetime | None
    began_at: datetime
    answer_seconds: float | None
    door_seconds: float | None


class TimesPage(Schema):
    items: list[TimesRow]
    next: str | None


class LinkLineRow(Schema):
    """A line of the chain. The last line of a link holds; a void one says that it was not reached."""

    link: ChainLink
    at: datetime
    actor: str
    how: str
    reason: str
    written_at: datetime | None
    is_void: bool
    holds: bool
    is_clock_wrong: bool


class LinkCorrectionBody(Body):
    """Without a moment: the link was not reached."""

    link: ChainLink
    at: Moment | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200)]


def _choice(chosen: Chosen) -> Choice:
    until = chosen.until or now()
    return Choice(
        since=chosen.since or until - PERIOD,
        until=until,
        area=interval(chosen.area),
        source=chosen.source,
        level=chosen.level,
        kind=chosen.kind,
        outcome=chosen.outcome or "",
        sought=chosen.sought or "",
    )


def _group(one: queries.Measured) -> dict[str, Any]:
    cover = one.cover.value if one.cover else None
    return {**asdict(one), "never_answered": one.never_answered, "cover": cover}


@ledger.get("/ledger/figures", response=FiguresRow, operation_id="get_ledger_figures")
def get_figures(request: HttpRequest, chosen: Query[Chosen], by: By = By.COUNTY) -> dict[str, Any]:
    """Medians and 90th percentiles of a choice, in all and by groups; small groups are covered."""
    figures = queries.get_figures(scope_of(request), _choice(chosen), by, now=now())
    return {"total": _group(figures.total), "groups": [_group(one) for one in figures.groups]}


@ledger.get("/ledger/incidents", response=TimesPage, operation_id="list_ledger")
def list_ledger(
    request: HttpRequest,
    chosen: Query[Chosen],
    order: Order = Order.NEWEST,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Measured incidents page by page. By slowness, those that never reached it have no place."""
    scope, filters = scope_of(request), {**chosen.dict(), "order": order.value}
    choice, after = _choice(chosen), None
    if cursor:
        value, key, until = cursors.read(cursor, "ledger", filters, scope)
        choice, after = (
            _choice(chosen.model_copy(update={"until": datetime.fromisoformat(until)})),
            (value, UUID(key)),
        )
    rows = queries.list_register(scope, choice, order, limit=limit + 1, after=after)
    items, following = cursors.page(
        rows,
        limit,
        lambda row: cursors.write(
            [*queries.place_of(row, order), choice.until.isoformat()], "ledger", filters, scope
        ),
    )
    return {"items": [_times(row) for row in items], "next": following}


def _times(row: Any) -> dict[str, Any]:
    return plain(row, TimesRow, incident=row.incident_id, number=row.incident.number)


@ledger.get("/ledger/incidents/{uuid:incident}", response=list[LinkLineRow], operation_id="get_ledger_lines")
def get_lines(request: HttpRequest, incident: UUID) -> list[dict[str, Any]]:
    """Every line of an incident's chain, also those that do not hold any more."""
    scope = scope_of(request)
    queries.access_times(scope, incident)
    return [row for one in queries.list_links(scope, incident) for row in _lines(one)]


def _lines(one: queries.LinkLines) -> list[dict[str, Any]]:
    return [
        plain(line, LinkLineRow, link=one.link, holds=line is one.line, is_clock_wrong=one.is_clock_wrong)
        for line in one.lines
    ]


@ledger.post(
    "/ledger/incidents/{uuid:incident}/corrections",
    response=list[LinkLineRow],
    auth=Bearer(TokenName.LEDGER_WRITE),
    operation_id="correct_link",
)
def correct_link(request: HttpRequest, incident: UUID, body: LinkCorrectionBody) -> list[dict[str, Any]]:
    """A new line for a link, by the shift lead; the first line stays."""
    operations.correct_link(
        incident=incident,
        link=body.link.value,
        at=body.at,
        reason=body.reason,
        scope=scope_of(request),
        now=now(),
    )
    return get_lines(request, incident)
