"""Escalation: chains and their versions, rotas, what runs, who was told, who cannot be reached."""

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.alerting import operations as alerting
from chongyang.alerting import queries
from chongyang.alerting.rules.rotas import Slot
from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Body, Code, Cursor, Limit, Moment, Text, interval, plain
from chongyang.core.clock import now
from chongyang.territory.enums import TokenName

escalation = Router(tags=["escalation"], auth=Bearer(TokenName.ESCALATION_READ))
reach = Router(tags=["escalation"], auth=Bearer(TokenName.REACH))
WRITES = Bearer(TokenName.ESCALATION_WRITE)
QUERY = "unreachable"


class ChainVersionRow(Schema):
    """One form of a chain; once active its steps never change."""

    id: UUID
    number: int
    state: str
    steps: list[dict[str, Any]]
    source: str
    is_confirmed: bool
    drafted_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None


class EscalationChainRow(Schema):
    code: str
    name: str
    subject_kind: str
    active: int | None


class DraftBody(Body):
    steps: Annotated[list[dict[str, Any]], Field(max_length=100)]
    source: Text = ""


class EscalationRunRow(Schema):
    subject: UUID
    kind: str
    area: int
    state: str
    started_at: datetime


class DeliveryRow(Schema):
    """One message. `sent_at` says that it left; only `reached_at` says that somebody knows."""

    id: UUID
    step: str
    target_kind: str
    target: UUID | None
    role: str
    channel: str
    adapter: str
    progress: str
    queued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    reached_at: datetime | None
    failed_at: datetime | None
    withheld_at: datetime | None
    failure: str


class RotaRow(Schema):
    id: UUID
    code: str
    name: str
    area: int
    state: str


class Span(Schema):
    begins_at: datetime
    ends_at: datetime


class Silent(Span):
    account: UUID


class RotaDetail(RotaRow):
    """With what prevents it from being activated: gaps, and people without a working channel."""

    gaps: list[Span]
    silent: list[Silent]


class ShiftBody(Body):
    account: UUID
    begins_at: Moment
    ends_at: Moment
    stands_for: UUID | None = None


class PatternLine(Body):
    weekday: Annotated[int, Field(ge=0, le=7, description="0 is Monday, 7 a public holiday")]
    begins: time
    ends: time
    account: UUID


class PatternBody(Body):
    lines: Annotated[list[PatternLine], Field(min_length=1, max_length=200)]
    first_on: date
    days: Annotated[int, Field(ge=1, le=92)] = 28
    keep: bool = False


class PatternLaid(Schema):
    """What a weekly pattern gives; `clashes` are people who would have duty twice at once."""

    shifts: int
    kept: bool
    gaps: list[Span]
    clashes: list[Silent]
    silent: list[UUID]


class ShiftRow(Schema):
    id: UUID
    account: UUID
    stands_for: UUID | None
    begins_at: datetime
    ends_at: datetime


class UnreachableRow(Schema):
    """A channel whose last test failed; no number."""

    id: UUID
    kind: str
    area: int
    person: UUID | None
    contact: UUID | None
    responder: UUID | None
    result: str
    tested_at: datetime | None


class Queued(Schema):
    queued: bool


class UnreachablePage(Schema):
    items: list[UnreachableRow]
    next: str | None


@escalation.get(
    "/escalation/chains", response=list[EscalationChainRow], summary="Chains", operation_id="list_chains"
)
def chains(request: HttpRequest) -> Any:
    """All chains with the number of the version in force."""
    rows: list[Any] = queries.list_chains(scope_of(request))
    return [plain(row, EscalationChainRow, active=row.active.number if row.active else None) for row in rows]


@escalation.get(
    "/escalation/chains/{code}/versions",
    response=list[ChainVersionRow],
    summary="Versions, the newest first",
    operation_id="list_versions",
)
def versions(request: HttpRequest, code: str) -> Any:
    """All versions of a chain, the newest first."""
    scope = scope_of(request)
    return queries.list_versions(scope, queries.get_chain(scope, code))


@escalation.post(
    "/escalation/chains/{code}/versions",
    auth=WRITES,
    response=ChainVersionRow,
    summary="Draft one",
    operation_id="draft_version",
)
def draft(request: HttpRequest, code: str, body: DraftBody) -> Any:
    """Keep steps as a new draft; activating it tells what is wrong."""
    scope = scope_of(request)
    queries.get_chain(scope, code)
    return alerting.draft_version(chain=code, steps=body.steps, source=body.source, scope=scope, now=now())


@escalation.post(
    "/escalation/versions/{version}/activate",
    auth=WRITES,
    response=ChainVersionRow,
    summary="Put in force",
    operation_id="activate_version",
)
def activate(request: HttpRequest, version: UUID) -> Any:
    """Put a draft in force; runs that go on keep the version they began with."""
    scope = scope_of(request)
    queries.access_version(scope, version)
    return alerting.activate_version(version=version, scope=scope, now=now())


@escalation.get(
    "/escalation/running",
    response=list[EscalationRunRow],
    summary="What is being escalated now",
    operation_id="list_running",
)
def running(request: HttpRequest) -> Any:
    """Runs that nobody has taken yet, the oldest first."""
    return queries.list_running(scope_of(request))


@escalation.get(
    "/escalation/subjects/{subject}/deliveries",
    response=list[DeliveryRow],
    summary="Who was told",
    operation_id="list_deliveries",
)
def deliveries(request: HttpRequest, subject: UUID) -> Any:
    """Every message for a subject, and how far it came."""
    told = queries.list_told(scope_of(request), subject)
    return [plain(one.delivery, DeliveryRow, step=one.kind, progress=one.progress.value) for one in told]


@escalation.get("/escalation/rotas", response=list[RotaRow], summary="Rotas", operation_id="list_rotas")
def rotas(request: HttpRequest) -> Any:
    """Rotas within reach."""
    return queries.list_rotas(scope_of(request))


@escalation.get(
    "/escalation/rotas/{rota}",
    response=RotaDetail,
    summary="A rota and what it leaves open",
    operation_id="get_rota",
)
def rota(request: HttpRequest, rota: UUID) -> Any:
    """A rota with its gaps and the people without a channel in the next days."""
    scope = scope_of(request)
    row = queries.access_rota(scope, rota)
    found = queries.check_rota(scope, row, now())
    gaps = [{"begins_at": first, "ends_at": last} for first, last in found.gaps]
    silent = [{"account": who, "begins_at": span[0], "ends_at": span[1]} for who, span in found.silent]
    return plain(row, RotaDetail, gaps=gaps, silent=silent)


@escalation.post(
    "/escalation/rotas/{rota}/shifts",
    auth=WRITES,
    response=ShiftRow,
    summary="Add a shift",
    operation_id="add_shift",
)
def add_shift(request: HttpRequest, rota: UUID, body: ShiftBody) -> Any:
    """One person on duty; refused where the person has duty already."""
    return alerting.add_shift(rota=rota, scope=scope_of(request), now=now(), **body.dict())


@escalation.post(
    "/escalation/rotas/{rota}/pattern",
    auth=WRITES,
    response=PatternLaid,
    summary="Lay shifts of a weekly pattern",
    operation_id="lay_shifts",
)
def lay_shifts(request: HttpRequest, rota: UUID, body: PatternBody) -> Any:
    """The gaps, clashes and silent people of a weekly pattern; with `keep` its shifts are laid."""
    scope = scope_of(request)
    row = queries.access_rota(scope, rota)
    told: dict[str, Any] = {
        "pattern": [Slot(**line.dict()) for line in body.lines],
        "first_on": body.first_on,
    }
    seen = queries.preview_pattern(scope, row, days=body.days, **told)
    if body.keep:
        alerting.lay_shifts(rota=rota, days=body.days, scope=scope, now=now(), **told)
    return {
        "shifts": len(seen.duties),
        "kept": body.keep,
        "gaps": [{"begins_at": first, "ends_at": last} for first, last in seen.gaps],
        "clashes": [{"account": who, "begins_at": span[0], "ends_at": span[1]} for who, span in seen.clashes],
        "silent": seen.silent,
    }


@escalation.post(
    "/escalation/shifts/{shift}/cancel",
    auth=WRITES,
    response=ShiftRow,
    summary="Take it back",
    operation_id="cancel_shift",
)
def cancel_shift(request: HttpRequest, shift: UUID) -> Any:
    """Take a shift back; a gap that it leaves is told by the rota."""
    return alerting.cancel_shift(shift=shift, scope=scope_of(request), now=now())


@escalation.post(
    "/escalation/rotas/{rota}/activate",
    auth=WRITES,
    response=RotaRow,
    summary="Put in force",
    operation_id="activate_rota",
)
def activate_rota(request: HttpRequest, rota: UUID) -> Any:
    """Refused while the rota has a gap or somebody without a channel."""
    return alerting.activate_rota(rota=rota, scope=scope_of(request), now=now())


@reach.get(
    "/reach/unreachable",
    response=UnreachablePage,
    summary="Who cannot be reached",
    operation_id="list_unreachable",
)
def unreachable(
    request: HttpRequest, area: Code | None = None, limit: Limit = LIMIT, cursor: Cursor | None = None
) -> Any:
    """Channels whose last test failed, in the order of their keys."""
    scope, filters = scope_of(request), {"area": area}
    after = UUID(cursors.read(cursor, QUERY, filters, scope)[0]) if cursor else None
    rows = queries.list_unreachable(scope, area=interval(area), after=after, limit=limit + 1)
    items, following = cursors.page(rows, limit, lambda row: cursors.write([row.id], QUERY, filters, scope))
    return {"items": [plain(row, UnreachableRow) for row in items], "next": following}


@reach.post(
    "/reach/channels/{channel}/test", response=Queued, summary="Test one again", operation_id="test_channel"
)
def test_again(request: HttpRequest, channel: UUID) -> Any:
    """Send one more test message, at most one a minute."""
    alerting.prove_again(channel=channel, scope=scope_of(request), now=now())
    return {"queued": True}
