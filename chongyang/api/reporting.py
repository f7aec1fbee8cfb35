"""Returns of a quarter by JSON: the same lists, cells, steps and corrections as on the desk."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router

from chongyang.api.funding import page, said
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.reporting_shapes import (
    FilingBody,
    FilingClosing,
    FilingClosingBody,
    FilingCorrection,
    FilingCorrectionBody,
    FilingDecisionBody,
    FilingFile,
    FilingPage,
    FilingProof,
    FilingRow,
    FilingStepBody,
    FilingTally,
    Quarter,
    Show,
)
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.api.uploads import sent_file
from chongyang.core.clock import now
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import operations, queries
from chongyang.reporting.enums import Channel
from chongyang.reporting.queries.returns import FAR
from chongyang.territory.enums import TokenName

returns = Router(tags=["returns"], auth=Bearer(TokenName.RETURNS_READ))
WRITES = Bearer(TokenName.RETURNS_WRITE)


@returns.get("/returns", response=FilingPage, operation_id="list_returns")
def list_returns(
    request: HttpRequest,
    show: Show = "mine",
    period: Quarter | None = None,
    form: str = "",
    place: str = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """What waits for the caller, is late, is open, or everything within reach; by deadline."""
    chosen = {"show": show, "period": period or "", "form": form[:40], "place": place[:20]}
    return page(request, _listed, "due_on", cursor, limit, read=_due, **chosen)


def _listed(scope: Any, **told: Any) -> list[Any]:
    return queries.list_returns(scope, day=timezone.localdate(now()), **told)


def _due(text: str) -> date:
    """Settled ones have no deadline and come last."""
    return FAR if text == "None" else date.fromisoformat(text)


@returns.get("/returns/tally/{period}", response=list[FilingTally], operation_id="tally_returns")
def tally(request: HttpRequest, period: Quarter) -> list[dict[str, Any]]:
    """Who has handed in, who is late, by place and by lead unit."""
    counted = queries.tally(scope_of(request), Period.read(period), today=timezone.localdate(now()))
    return [{"key": key, **asdict(one)} for key, one in sorted(counted.items())]


@returns.get(
    "/returns/corrections", response=list[FilingCorrection], operation_id="list_corrections_of_returns"
)
def list_corrections(request: HttpRequest, done: bool = False) -> Any:
    """Corrections that wait for the office, or decided ones, the newest first."""
    return queries.list_corrections(scope_of(request), show="done" if done else "open", limit=200)


@returns.post(
    "/returns/corrections/{uuid:correction}/decide",
    response=FilingCorrection,
    auth=WRITES,
    operation_id="decide_correction_of_return",
)
def decide_correction(request: HttpRequest, correction: UUID, body: FilingDecisionBody) -> Any:
    """The office confirms, or not; never who proposed."""
    return operations.decide_correction(correction=correction, agrees=body.agrees, **said(request))


@returns.post(
    "/returns/periods/{period}/close",
    response=FilingClosing,
    auth=WRITES,
    operation_id="close_period_of_returns",
)
def close(request: HttpRequest, period: Quarter, body: FilingClosingBody) -> Any:
    """Lock every value of a period, computed ones too."""
    return operations.close_period(period=Period.read(period), reason=body.reason, **said(request))


@returns.get("/returns/{uuid:report}", response=FilingFile, operation_id="read_return")
def read(request: HttpRequest, report: UUID) -> dict[str, Any]:
    """One return with its lines, what stood the period before, and its remarks."""
    row = queries.access_return(scope_of(request), report)
    return _file(row)


def _file(row: Any) -> dict[str, Any]:
    entries, former = queries.entries_of(row), queries.former_entries([row])
    day = Period.read(row.period).days.last
    items = queries.form_of(row).items_for(queries.place_of(row), day)
    lines = [_line(one, entries.get((row.id, one.key)), former.get((row.id, one.key))) for one in items]
    return FilingRow.from_orm(row).dict() | {"lines": lines, "remarks": queries.remarks_of(row)}


def _line(item: Any, entry: Any, former: Any) -> dict[str, Any]:
    numerator, denominator = item.words(english=get_language() == "en")
    return {
        "item": item.key,
        "numerator_words": numerator,
        "denominator_words": denominator,
        "unit": item.unit,
        "numerator": entry.numerator if entry else None,
        "denominator": entry.denominator if entry else None,
        "missing": entry.missing if entry else 0,
        "version": entry.version if entry else 0,
        "former_numerator": former.numerator if former else None,
        "former_denominator": former.denominator if former else None,
    }


@returns.post("/returns/{uuid:report}/cells", response=FilingFile, auth=WRITES, operation_id="fill_return")
def fill(request: HttpRequest, report: UUID, body: FilingBody) -> dict[str, Any]:
    """Write lines, all or none. A line that somebody else has written since is refused with what stands."""
    cells = [operations.Cell(**cell.model_dump()) for cell in body.cells]
    operations.fill(report=report, cells=cells, channel=Channel.API, **said(request))
    return read(request, report)


@returns.post("/returns/{uuid:report}/steps", response=FilingFile, auth=WRITES, operation_id="step_return")
def step(request: HttpRequest, report: UUID, body: FilingStepBody) -> dict[str, Any]:
    """Add up, hand in, pass on (the last stage locks), or send back with remarks."""
    told = {"report": report, **said(request)}
    if body.action == "sum":
        operations.sum_up(**told)
    elif body.action == "submit":
        operations.submit(note=body.note, **told)
    elif body.action == "pass":
        operations.pass_on(**told)
    else:
        operations.send_back(reason=body.reason, remarks=body.remarks, **told)
    return read(request, report)


@returns.put(
    "/returns/{uuid:report}/files",
    response={201: FilingProof},
    auth=WRITES,
    operation_id="attach_proof_of_return",
)
@streaming
def attach(request: HttpRequest, report: UUID, item: str = "", name: str = "") -> Any:
    """The bytes of a file as the body; more than the limit is put down while it is read."""
    return operations.add_proof(
        report=report,
        item=item[:60],
        **sent_file(request, name),
        **said(request),
    )


@returns.post(
    "/returns/{uuid:report}/corrections",
    response={201: FilingCorrection},
    auth=WRITES,
    operation_id="propose_correction_of_return",
)
def propose_correction(request: HttpRequest, report: UUID, body: FilingCorrectionBody) -> Any:
    """Say that a locked figure was wrong, by which dated document."""
    return operations.propose_correction(report=report, **body.model_dump(), **said(request))
