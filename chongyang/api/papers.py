"""Papers of the line by JSON: orders, follow-ups, complaints, care calls, knowledge; as on the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from chongyang.api import cursors
from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.paper_shapes import (
    ArticleRow,
    ArticleSearchBody,
    AssignBody,
    CareCallBody,
    CareRow,
    ComplaintBody,
    ComplaintPage,
    ComplaintRow,
    CompleteBody,
    FindingBody,
    FollowUpPage,
    FollowUpRow,
    OrderBody,
    OrderPage,
    OrderRow,
    PaperStepBody,
    StreetRow,
    TryBody,
)
from chongyang.api.shapes import LIMIT, Cursor, Limit, WhyBody
from chongyang.core.clock import now
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.care_calls import today
from chongyang.hotline.rules.knowledge import NOT_A_DIAGNOSIS
from chongyang.hotline.rules.orders import Direction, OrderForm
from chongyang.territory.enums import TokenName

papers = Router(tags=["papers"], auth=Bearer(TokenName.PAPERS_READ))
writes = writer(papers, Bearer(TokenName.PAPERS_WRITE))
CALLS = Bearer(TokenName.CARE_CALLS)


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"scope": scope_of(request), "now": now()}


def _page(
    request: HttpRequest,
    fetch: Callable[..., list[Any]],
    moment_of: Callable[[Any], datetime],
    cursor: str | None,
    limit: int,
    **filters: Any,
) -> dict[str, Any]:
    """A page with the cursor of the next; `filters` go to the query and are bound into the cursor."""
    scope, after, name = scope_of(request), None, fetch.__name__
    if cursor:
        at, last = cursors.read(cursor, name, filters, scope)
        after = (datetime.fromisoformat(at), UUID(last))
    rows = fetch(scope, limit=limit + 1, after=after, **filters)
    items, following = cursors.page(
        rows, limit, lambda row: cursors.write([moment_of(row).isoformat(), row.id], name, filters, scope)
    )
    return {"items": list(items), "next": following}


@papers.get("/orders", response=OrderPage, operation_id="list_orders")
def list_orders(
    request: HttpRequest,
    direction: Direction | None = None,
    ended: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Open orders by their deadline, or ended ones, the newest first."""
    only = {"direction": direction.value if direction else "", "is_open": not ended}
    return _page(request, queries.list_orders, _closed_or_due(ended), cursor, limit, **only)


def _closed_or_due(ended: bool) -> Callable[[Any], datetime]:
    return lambda row: getattr(row, "closed_at" if ended else "due_at")


@papers.get("/orders/{uuid:order}", response=OrderRow, operation_id="get_order")
def get_order(request: HttpRequest, order: UUID) -> Any:
    """One order."""
    return queries.access_order(scope_of(request), order)


@writes("/orders", OrderRow, "write_order", made=True)
def write_order(request: HttpRequest, body: OrderBody) -> Any:
    """Write an order down."""
    told = body.model_dump(mode="json", exclude={"direction", "person"})
    form = OrderForm(**told)
    said: dict[str, Any] = {"direction": body.direction.value, "person": body.person}
    return hotline.write_order(form=form, **said, **_said(request))


@writes("/orders/{uuid:order}/{action}", OrderRow, "step_order")
def step_order(request: HttpRequest, order: UUID, action: str, body: PaperStepBody) -> Any:
    """One step: accept, return, handle, answer, close, rework; taken, refused, answered for ours."""
    told: dict[str, Any] = {name: value or "" for name, value in body.model_dump(mode="json").items()}
    return hotline.step_order(order=order, action=action, **told, **_said(request))


@papers.get("/follow-ups", response=FollowUpPage, operation_id="list_follow_ups")
def list_follow_ups(
    request: HttpRequest, ended: bool = False, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Open follow-ups by the moment they are due, or ended ones, the newest first."""

    def moment_of(row: Any) -> datetime:
        return row.ended_at if ended else row.due_at  # type: ignore[no-any-return]

    return _page(request, queries.list_follow_ups, moment_of, cursor, limit, is_open=not ended)


@writes("/follow-ups/{uuid:follow_up}/tries", FollowUpRow, "try_follow_up")
def try_follow_up(request: HttpRequest, follow_up: UUID, body: TryBody) -> Any:
    """Nobody was reached."""
    told = body.model_dump(mode="json")
    return hotline.record_try(follow_up=follow_up, **told, **_said(request))


@writes("/follow-ups/{uuid:follow_up}/complete", FollowUpRow, "complete_follow_up")
def complete_follow_up(request: HttpRequest, follow_up: UUID, body: CompleteBody) -> Any:
    """What she said; not safe becomes an incident at once."""
    told = {**body.model_dump(mode="json"), "satisfaction": body.satisfaction or ""}
    return hotline.complete_follow_up(follow_up=follow_up, **told, **_said(request))


@papers.get("/complaints", response=ComplaintPage, operation_id="list_complaints")
def list_complaints(
    request: HttpRequest, ended: bool = False, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Open complaints by their deadline, or ended ones, the newest first; none about the reader."""
    fetch, moment_of = queries.list_complaints, _closed_or_due(ended)
    return _page(request, fetch, moment_of, cursor, limit, is_open=not ended)


@writes("/complaints", ComplaintRow, "receive_complaint", made=True)
def receive_complaint(request: HttpRequest, body: ComplaintBody) -> Any:
    """Take a complaint down."""
    form = hotline.ComplaintForm(**body.model_dump(mode="json", exclude={"person"}))
    return hotline.receive_complaint(form=form, person=body.person, **_said(request))


@writes("/complaints/{uuid:complaint}/assign", ComplaintRow, "assign_complaint")
def assign_complaint(request: HttpRequest, complaint: UUID, body: AssignBody) -> Any:
    """To an investigator, after an appeal to a reviewer."""
    return hotline.assign_complaint(complaint=complaint, username=body.username, **_said(request))


@writes("/complaints/{uuid:complaint}/answer", ComplaintRow, "answer_complaint")
def answer_complaint(request: HttpRequest, complaint: UUID, body: FindingBody) -> Any:
    """What was found; by whoever was given it."""
    return hotline.answer_complaint(
        complaint=complaint, finding=body.finding.value, answer=body.answer, **_said(request)
    )


@writes("/complaints/{uuid:complaint}/appeal", ComplaintRow, "appeal_complaint")
def appeal_complaint(request: HttpRequest, complaint: UUID, body: WhyBody) -> Any:
    """Once, to the level above."""
    return hotline.appeal_complaint(complaint=complaint, reason=body.reason, **_said(request))


@papers.get("/care-calls/day", response=list[StreetRow], auth=CALLS, operation_id="care_day")
def care_day(request: HttpRequest) -> Any:
    """Today's calls street by street."""
    return queries.count_by_street(scope_of(request), today(now()))


@papers.post(
    "/care-calls/next", response={200: CareRow, 204: None}, auth=CALLS, operation_id="take_care_call"
)
def take_care_call(request: HttpRequest) -> Any:
    """The next person to call; 204 when nobody is left for now."""
    row = hotline.take_next(**_said(request))
    return Status(200, row) if row else Status(204, None)


@papers.post(
    "/care-calls/{uuid:care_call}/outcome", response=CareRow, auth=CALLS, operation_id="end_care_call"
)
def end_care_call(request: HttpRequest, care_call: UUID, body: CareCallBody) -> Any:
    """How a try went; no answer twice is an incident."""
    told = {**body.model_dump(), "outcome": body.outcome.value, "need": body.need or ""}
    return hotline.record_outcome(care_call=care_call, **told, **_said(request))


@papers.post("/knowledge/search", response=list[ArticleRow], operation_id="find_articles")
@reading
def find_articles(request: HttpRequest, body: ArticleSearchBody) -> Any:
    """Published articles for what was typed, in Chinese, pinyin or initials."""
    found = queries.find_articles(scope_of(request), body.text, on=today(now()), category=body.category)
    return [_article(row) for row in found]


def _article(row: Any) -> dict[str, Any]:
    names = (
        "category",
        "question",
        "answer",
        "say",
        "is_medical",
        "call_120_when",
        "sources",
        "review_due_on",
    )
    said = NOT_A_DIAGNOSIS if row.is_medical else ""
    return {
        **{name: getattr(row, name) for name in names},
        "key": row.article.key,
        "review_due_on": row.review_due_on,
        "version": row.number,
        "not_a_diagnosis": said,
    }
