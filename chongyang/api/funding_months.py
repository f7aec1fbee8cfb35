"""Standing awards and their months by JSON: facts, stops by two, a month by three persons; as at the desk."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from chongyang.api.funding import WRITES, funding, page, said
from chongyang.api.funding_run_shapes import (
    ApprovalRow,
    AwardPage,
    AwardRow,
    AwardShow,
    ComputeBody,
    FactBody,
    FactRow,
    LineAnswer,
    LinePage,
    LineRow,
    MonthStep,
    RunPage,
    RunRow,
    StopBody,
    StopDecision,
    StopRow,
)
from chongyang.api.needs import scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.funding import operations
from chongyang.funding.queries import awards

After = Annotated[UUID | None, Query(description="`next` of the page before")]


def _page(rows: list[Any], limit: int) -> dict[str, Any]:
    """A page of rows in the order of their keys; `next` is the key after which the next one begins."""
    return {"items": rows[:limit], "next": str(rows[limit - 1].id) if len(rows) > limit else None}


@funding.get("/funding/awards", response=AwardPage, operation_id="list_awards")
def list_awards(
    request: HttpRequest, show: AwardShow = "standing", after: After = None, limit: Limit = LIMIT
) -> Any:
    """Who is paid every month; whose stop waits; what has ended."""
    return _page(awards.list_awards(scope_of(request), show=show, limit=limit + 1, after=after), limit)


@funding.get("/funding/awards/{uuid:award}", response=AwardRow, operation_id="read_award")
def read_award(request: HttpRequest, award: UUID) -> Any:
    """One standing or ended award."""
    return awards.access_award(scope_of(request), award)


@funding.get("/funding/awards/{uuid:award}/facts", response=list[FactRow], operation_id="list_award_facts")
def list_facts(request: HttpRequest, award: UUID) -> Any:
    """What the rule was told of it by day, the newest first."""
    return awards.list_facts(awards.access_award(scope_of(request), award))


@funding.get("/funding/awards/{uuid:award}/months", response=list[LineRow], operation_id="list_award_months")
def list_award_months(request: HttpRequest, award: UUID) -> Any:
    """What each month gave, the newest first."""
    return awards.list_lines_of(awards.access_award(scope_of(request), award))


@funding.get("/funding/awards/{uuid:award}/stops", response=list[StopRow], operation_id="list_award_stops")
def list_stops(request: HttpRequest, award: UUID) -> Any:
    """Proposed and decided stops, the newest first."""
    return awards.list_stops(awards.access_award(scope_of(request), award))


@funding.post(
    "/funding/awards/{uuid:award}/facts",
    response={201: FactRow},
    auth=WRITES,
    operation_id="tell_award_fact",
)
def tell_fact(request: HttpRequest, award: UUID, body: FactBody) -> Any:
    """From a day on something is different; the next month pays or takes back the difference."""
    return operations.tell_fact(award=award, **body.model_dump(), **said(request))


@funding.post(
    "/funding/awards/{uuid:award}/stops",
    response={201: StopRow},
    auth=WRITES,
    operation_id="propose_award_stop",
)
def propose_stop(request: HttpRequest, award: UUID, body: StopBody) -> Any:
    """It is to end before a month; another person decides."""
    return operations.propose_stop(award=award, **body.model_dump(), **said(request))


@funding.post(
    "/funding/stops/{uuid:stop}/decision", response=StopRow, auth=WRITES, operation_id="decide_award_stop"
)
def decide_stop(request: HttpRequest, stop: UUID, body: StopDecision) -> Any:
    """Another person stops the award, or lets it stand."""
    return operations.decide_stop(stop=stop, confirm=body.confirm, **said(request))


@funding.get("/funding/months", response=RunPage, operation_id="list_months")
def list_months(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
    """The months of my counties, the newest first."""
    return page(request, awards.list_runs, "month", cursor, limit, read=date.fromisoformat)


@funding.post("/funding/months", response={201: RunRow}, auth=WRITES, operation_id="compute_month")
def compute_month(request: HttpRequest, body: ComputeBody) -> Any:
    """Every award of a programme in a county through the rule, with back-pay and what comes back."""
    return operations.compute_month(**body.model_dump(), **said(request))


@funding.get("/funding/months/{uuid:run}", response=RunRow, operation_id="read_month")
def read_month(request: HttpRequest, run: UUID) -> Any:
    """One month with its sums and its state."""
    return awards.access_run(scope_of(request), run)


@funding.get("/funding/months/{uuid:run}/lines", response=LinePage, operation_id="list_month_lines")
def list_lines(
    request: HttpRequest, run: UUID, answer: LineAnswer = "", after: After = None, limit: Limit = LIMIT
) -> Any:
    """What the month gives each award, back-pay and recoveries first."""
    row = awards.access_run(scope_of(request), run)
    return _page(awards.list_lines(row, limit=limit + 1, only=answer, after=after), limit)


@funding.post(
    "/funding/months/{uuid:run}/steps", response=RunRow, auth=WRITES, operation_id="take_month_step"
)
def step(request: HttpRequest, run: UUID, body: MonthStep) -> Any:
    """Check, approve, refuse or withdraw; a large month that was approved is ordered by the worker."""
    told = {"run": run, **said(request)}
    steps: dict[str, Callable[[], Any]] = {
        "check": lambda: operations.check_month(**told),
        "approve": lambda: operations.ask_approval(**told),
        "refuse": lambda: operations.refuse_month(reason=body.reason, **told),
        "withdraw": lambda: operations.withdraw_month(**told),
    }
    steps[body.action]()
    return awards.access_run(scope_of(request), run)


@funding.get(
    "/funding/months/{uuid:run}/approval", response=ApprovalRow | None, operation_id="read_month_approval"
)
def read_approval(request: HttpRequest, run: UUID) -> Any:
    """How far the ordering of a large month is; nothing where it was ordered at once."""
    return awards.last_approval(awards.access_run(scope_of(request), run))
