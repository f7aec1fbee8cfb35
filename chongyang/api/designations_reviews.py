"""Reviews of titles by JSON: added to the router of designations."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from chongyang.api.designation_shapes import OpenReviewBody, ReviewStepBody, TitleReviewRow
from chongyang.api.designations import WRITES, designations
from chongyang.api.funding import said
from chongyang.api.needs import scope_of
from chongyang.designations import operations, queries


@designations.get("/designations/reviews", response=list[TitleReviewRow], operation_id="list_title_reviews")
def list_reviews(request: HttpRequest, is_open: bool = True) -> Any:
    """Reviews within reach: open ones by their deadline, or ended ones."""
    return queries.list_reviews(scope_of(request), is_open=is_open)


@designations.post(
    "/designations/reviews",
    response={201: TitleReviewRow},
    auth=WRITES,
    operation_id="open_title_review",
)
def open_review(request: HttpRequest, body: OpenReviewBody) -> Any:
    """A review that is due, or an early one with its reason."""
    return operations.open_review(held=body.held, why=body.why, **said(request))


@designations.get(
    "/designations/reviews/{uuid:review}", response=TitleReviewRow, operation_id="read_title_review"
)
def read_review(request: HttpRequest, review: UUID) -> Any:
    """One within reach."""
    return queries.access_review(scope_of(request), review)


@designations.post(
    "/designations/reviews/{uuid:review}/steps",
    response=TitleReviewRow,
    auth=WRITES,
    operation_id="take_title_review_step",
)
def step(request: HttpRequest, review: UUID, body: ReviewStepBody) -> Any:
    """One step of a review; the life cycle says whether it is mine."""
    told: dict[str, Any] = {"review": review, **said(request)}
    day = timezone.localdate(told["now"])
    looked = {"points": body.points, "advice": body.advice, "visited_on": body.visited_on or day}
    steps: dict[str, Callable[[], Any]] = {
        "report": lambda: operations.report(note=body.text, **looked, **told),  # type: ignore[arg-type]
        "keep": lambda: operations.keep(**told),
        "mend": lambda: operations.ask_to_mend(what=body.text, until=body.until or day, **told),
        "propose_withdrawal": lambda: operations.propose_withdrawal(reason=body.text, **told),
        "speak": lambda: operations.speak(text=body.text, **told),
        "hear": lambda: operations.hear(text=body.text, **told),
        "withdraw": lambda: operations.withdraw(reason=body.text, **told),
        "let_stand": lambda: operations.let_stand(reason=body.text, **told),
    }
    return steps[body.action]()
