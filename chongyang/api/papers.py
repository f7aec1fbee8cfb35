"""Papers of the line by JSON: orders, follow-ups, complaints, care calls, knowledge; as on the desk."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Body, Limit, Text
from chongyang.core.clock import now
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.care_calls import CallOutcome, NeedKind, today
from chongyang.hotline.rules.complaints import Against, Finding, From, Handling
from chongyang.hotline.rules.follow_ups import Reached
from chongyang.hotline.rules.knowledge import NOT_A_DIAGNOSIS
from chongyang.hotline.rules.orders import Direction, OrderForm, OrderKind, Satisfaction
from chongyang.territory.enums import TokenName

papers = Router(tags=["papers"], auth=Bearer(TokenName.PAPERS_READ))
WRITES = Bearer(TokenName.PAPERS_WRITE)
CALLS = Bearer(TokenName.CARE_CALLS)
Long = Annotated[str, Field(max_length=4000)]
Short = Annotated[str, Field(max_length=120)]


class OrderRow(Schema):
    """An order; content, number and place of the caller stay sealed and are read on the desk."""

    id: UUID
    number: str
    direction: str
    other_number: str
    kind: str
    title: str
    state: str
    person: UUID | None
    area: int
    organisation: UUID | None
    received_at: datetime
    due_at: datetime
    closed_at: datetime | None
    answer: str
    satisfaction: str


class OrderBody(Body):
    """One with an `other_number` that is known is that same order."""

    direction: Direction
    kind: OrderKind
    title: Short
    content: Long
    other_number: Annotated[str, Field(max_length=60)] = ""
    caller_name: Annotated[str, Field(max_length=60)] = ""
    caller_phone: Annotated[str, Field(max_length=30)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    person: UUID | None = None


class StepBody(Body):
    """What the step asks for; the others stay empty."""

    reason: Text = ""
    answer: Annotated[str, Field(max_length=1000)] = ""
    other_number: Annotated[str, Field(max_length=60)] = ""
    satisfaction: Satisfaction | None = None


class FollowUpRow(Schema):
    id: UUID
    about: str
    subject: UUID
    person: UUID | None
    area: int
    state: str
    opened_at: datetime
    due_at: datetime
    tries: int
    is_safe: bool | None
    satisfaction: str
    ended_at: datetime | None


class TryBody(Body):
    """`number` says which try it is, so that a repetition is the same one."""

    number: Annotated[int, Field(ge=1, le=100)]
    result: Reached


class CompleteBody(Body):
    is_safe: bool
    satisfaction: Satisfaction | None = None
    needs: Text = ""


class ComplaintRow(Schema):
    """A complaint; what is said of people stays sealed and is read on the desk."""

    id: UUID
    number: str
    came_by: str
    against: str
    level: str
    state: str
    person: UUID | None
    area: int
    received_at: datetime
    due_at: datetime
    finding: str
    review_finding: str
    closed_at: datetime | None


class ComplaintBody(Body):
    came_by: From
    against: Against
    content: Long
    against_name: Short = ""
    against_username: Annotated[str, Field(max_length=60)] = ""
    complainant_name: Annotated[str, Field(max_length=60)] = ""
    complainant_phone: Annotated[str, Field(max_length=30)] = ""
    level: Handling = Handling.STREET
    person: UUID | None = None


class AssignBody(Body):
    username: Annotated[str, Field(max_length=60)]


class FindingBody(Body):
    finding: Finding
    answer: Annotated[str, Field(min_length=1, max_length=1000)]


class ReasonBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class CareRow(Schema):
    """A call of a day."""

    id: UUID
    person: UUID
    area: int
    state: str
    tries: int
    outcome: str
    next_at: datetime
    window_to: datetime
    led_to: UUID | None


class CareBody(Body):
    number: Annotated[int, Field(ge=1, le=100)]
    outcome: CallOutcome
    until: date | None = None
    need: NeedKind | None = None
    note: Text = ""
    worker: Literal["seat", "robot"] = "seat"


class StreetRow(Schema):
    area: int
    total: int
    ended: int
    missed: int
    needs: int


class SearchBody(Body):
    text: Annotated[str, Field(max_length=100)]
    category: Annotated[str, Field(max_length=20)] = ""


class ArticleRow(Schema):
    """A published article; a medical one says when to call 120."""

    key: str
    category: str
    question: str
    answer: str
    say: str
    is_medical: bool
    not_a_diagnosis: str
    call_120_when: list[str]
    sources: list[dict[str, Any]]
    review_due_on: date | None
    version: int


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"scope": scope_of(request), "now": now()}


@papers.get("/orders", response=list[OrderRow], operation_id="list_orders")
def list_orders(request: HttpRequest, direction: Direction | None = None, limit: Limit = LIMIT) -> Any:
    """Open orders by their deadline."""
    return queries.list_orders(scope_of(request), direction=direction or "", limit=limit)


@papers.get("/orders/{uuid:order}", response=OrderRow, operation_id="get_order")
def get_order(request: HttpRequest, order: UUID) -> Any:
    """One order."""
    return queries.access_order(scope_of(request), order)


@papers.post("/orders", response={201: OrderRow}, auth=WRITES, operation_id="write_order")
def write_order(request: HttpRequest, body: OrderBody) -> Any:
    """Write an order down."""
    told = body.model_dump(mode="json", exclude={"direction", "person"})
    form = OrderForm(**told)
    said: dict[str, Any] = {"direction": body.direction.value, "person": body.person}
    return hotline.write_order(form=form, **said, **_said(request))


@papers.post("/orders/{uuid:order}/{action}", response=OrderRow, auth=WRITES, operation_id="step_order")
def step_order(request: HttpRequest, order: UUID, action: str, body: StepBody) -> Any:
    """One step: accept, return, handle, answer, close, rework; taken, refused, answered for ours."""
    told: dict[str, Any] = {name: value or "" for name, value in body.model_dump(mode="json").items()}
    return hotline.step_order(order=order, action=action, **told, **_said(request))


@papers.get("/follow-ups", response=list[FollowUpRow], operation_id="list_follow_ups")
def list_follow_ups(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Open follow-ups by the moment they are due."""
    return queries.list_follow_ups(scope_of(request), limit=limit)


@papers.post(
    "/follow-ups/{uuid:follow_up}/tries", response=FollowUpRow, auth=WRITES, operation_id="try_follow_up"
)
def try_follow_up(request: HttpRequest, follow_up: UUID, body: TryBody) -> Any:
    """Nobody was reached."""
    told = body.model_dump(mode="json")
    return hotline.record_try(follow_up=follow_up, **told, **_said(request))


@papers.post(
    "/follow-ups/{uuid:follow_up}/complete",
    response=FollowUpRow,
    auth=WRITES,
    operation_id="complete_follow_up",
)
def complete_follow_up(request: HttpRequest, follow_up: UUID, body: CompleteBody) -> Any:
    """What she said; not safe becomes an incident at once."""
    told = {**body.model_dump(mode="json"), "satisfaction": body.satisfaction or ""}
    return hotline.complete_follow_up(follow_up=follow_up, **told, **_said(request))


@papers.get("/complaints", response=list[ComplaintRow], operation_id="list_complaints")
def list_complaints(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Open complaints by their deadline; none about the reader."""
    return queries.list_complaints(scope_of(request), limit=limit)


@papers.post("/complaints", response={201: ComplaintRow}, auth=WRITES, operation_id="receive_complaint")
def receive_complaint(request: HttpRequest, body: ComplaintBody) -> Any:
    """Take a complaint down."""
    form = hotline.ComplaintForm(**body.model_dump(mode="json", exclude={"person"}))
    return hotline.receive_complaint(form=form, person=body.person, **_said(request))


@papers.post(
    "/complaints/{uuid:complaint}/assign",
    response=ComplaintRow,
    auth=WRITES,
    operation_id="assign_complaint",
)
def assign_complaint(request: HttpRequest, complaint: UUID, body: AssignBody) -> Any:
    """To an investigator, after an appeal to a reviewer."""
    return hotline.assign_complaint(complaint=complaint, username=body.username, **_said(request))


@papers.post(
    "/complaints/{uuid:complaint}/answer",
    response=ComplaintRow,
    auth=WRITES,
    operation_id="answer_complaint",
)
def answer_complaint(request: HttpRequest, complaint: UUID, body: FindingBody) -> Any:
    """What was found; by whoever was given it."""
    return hotline.answer_complaint(
        complaint=complaint, finding=body.finding.value, answer=body.answer, **_said(request)
    )


@papers.post(
    "/complaints/{uuid:complaint}/appeal",
    response=ComplaintRow,
    auth=WRITES,
    operation_id="appeal_complaint",
)
def appeal_complaint(request: HttpRequest, complaint: UUID, body: ReasonBody) -> Any:
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
def end_care_call(request: HttpRequest, care_call: UUID, body: CareBody) -> Any:
    """How a try went; no answer twice is an incident."""
    told = {**body.model_dump(), "outcome": body.outcome.value, "need": body.need or ""}
    return hotline.record_outcome(care_call=care_call, **told, **_said(request))


@papers.post("/knowledge/search", response=list[ArticleRow], operation_id="find_articles")
@reading
def find_articles(request: HttpRequest, body: SearchBody) -> Any:
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
