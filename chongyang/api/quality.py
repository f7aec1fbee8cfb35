"""Quality by JSON, as at its desk: ratings, calls back, scores with reasons, appeals, proposals."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.shapes import Body, plain
from chongyang.core.clock import now
from chongyang.quality import operations, queries
from chongyang.quality.enums import SampleOutcome
from chongyang.territory.enums import TokenName

quality = Router(tags=["quality"], auth=Bearer(TokenName.ORDERS_READ))
writes = writer(quality, Bearer(TokenName.ORDERS_WRITE))
WAY = "/services/quality"
FIRST_DAY = date(2018, 1, 1)


class QualityReasonRow(Schema):
    """One event with its points, what is left of them, and what that takes off; tenths of a point."""

    event: UUID
    kind: str
    on: date
    points: int
    left: int
    taken: int


class QualityScoreRow(Schema):
    organisation: UUID
    on: date
    tenths: int
    helped: int
    reasons: list[QualityReasonRow]


class QualityRatingRow(Schema):
    id: UUID
    order: UUID
    number: str
    organisation: UUID
    item: str
    stars: int
    channel: str
    at: datetime


class QualitySampleRow(Schema):
    id: UUID
    order: UUID
    number: str
    organisation: UUID
    item: str
    week: date
    due_on: date
    outcome: str
    called_at: datetime | None


class QualityAppealRow(Schema):
    id: UUID
    event: UUID
    organisation: UUID
    raised_at: datetime
    due_at: datetime
    upheld: bool | None
    answer: str
    answered_at: datetime | None


class QualityProposalRow(Schema):
    id: UUID
    organisation: UUID
    kind: str
    tenths: int
    on: date
    state: str
    reason: str


class QualityRateBody(Body):
    stars: Annotated[int, Field(ge=1, le=5)]
    remark: Annotated[str, Field(max_length=500)] = ""


class QualityCallBody(Body):
    outcome: SampleOutcome
    stars: Annotated[int, Field(ge=0, le=5)] = 0
    note: Annotated[str, Field(max_length=500)] = ""


class QualityAppealBody(Body):
    text: Annotated[str, Field(min_length=1, max_length=500)]


class QualityAnswerBody(Body):
    upheld: bool
    answer: Annotated[str, Field(min_length=1, max_length=500)]


class QualityProposalBody(Body):
    accept: bool
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    leaves_on: date | None = None


@quality.get(
    WAY + "/providers/{uuid:organisation}", response=QualityScoreRow, operation_id="read_provider_score"
)
def read_score(request: HttpRequest, organisation: UUID, on: date | None = None) -> dict[str, Any]:
    """The score of a provider within reach on a day, today by default, with every reason."""
    queries.access_provider(scope_of(request), organisation)
    today = timezone.localdate(now())
    score = queries.score_of(organisation, max(FIRST_DAY, min(on or today, today)))
    reasons = [plain(one, QualityReasonRow) for one in score.reasons]
    return plain(score, QualityScoreRow, organisation=organisation, reasons=reasons)


@quality.get(WAY + "/samples", response=list[QualitySampleRow], operation_id="list_quality_samples")
def list_samples(request: HttpRequest, done: bool = False) -> Any:
    """Drawn orders that wait for a call, or that were called."""
    rows = queries.list_samples(scope_of(request), is_open=not done)
    return [plain(row, QualitySampleRow) for row in rows]


@quality.get(WAY + "/appeals", response=list[QualityAppealRow], operation_id="list_quality_appeals")
def list_appeals(request: HttpRequest, done: bool = False) -> Any:
    """Appeals of providers that wait, or that were decided."""
    return [_appeal(row) for row in queries.list_appeals(scope_of(request), is_open=not done)]


@quality.get(WAY + "/proposals", response=list[QualityProposalRow], operation_id="list_quality_proposals")
def list_proposals(request: HttpRequest) -> Any:
    """Proposals of a suspension or exit that nobody decided yet."""
    return [plain(row, QualityProposalRow) for row in queries.list_proposals(scope_of(request))]


def _appeal(row: Any) -> dict[str, Any]:
    return plain(row, QualityAppealRow, event=row.event_id)


@writes("/services/orders/{uuid:order}/rating", QualityRatingRow, "rate_help_order", made=True)
def rate(request: HttpRequest, order: UUID, body: QualityRateBody) -> Any:
    """One to five stars, once."""
    return Status(201, plain(operations.rate(order=order, **body.dict(), **said(request)), QualityRatingRow))


@writes(WAY + "/samples/{uuid:sample}/call", QualitySampleRow, "record_quality_call")
def record_call(request: HttpRequest, sample: UUID, body: QualityCallBody) -> Any:
    """What she said when she was called back."""
    told = body.dict() | {"outcome": body.outcome.value}
    return plain(operations.record_call(sample=sample, **told, **said(request)), QualitySampleRow)


@writes(WAY + "/events/{uuid:event}/appeal", QualityAppealRow, "appeal_score_event", made=True)
def appeal(request: HttpRequest, event: UUID, body: QualityAppealBody) -> Any:
    """The provider says why an event is wrong."""
    return Status(201, _appeal(operations.appeal(event=event, text=body.text, **said(request))))


@writes(WAY + "/appeals/{uuid:appeal}/decision", QualityAppealRow, "decide_score_appeal")
def decide(request: HttpRequest, appeal: UUID, body: QualityAnswerBody) -> Any:
    """Somebody else decides."""
    return _appeal(operations.decide_appeal(appeal=appeal, **body.dict(), **said(request)))


@writes(WAY + "/proposals/{uuid:proposal}/decision", QualityProposalRow, "decide_quality_proposal")
def decide_proposal(request: HttpRequest, proposal: UUID, body: QualityProposalBody) -> Any:
    """Take a proposal up, or leave it."""
    row = operations.decide_proposal(proposal=proposal, **body.dict(), **said(request))
    return plain(row, QualityProposalRow)
