"""The query door by JSON: questions, changes, terms. A token speaks for one agreement of a department."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, pass_of, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Body, Limit
from chongyang.core.clock import now
from chongyang.core.words import N_
from chongyang.exchange import operations, queries
from chongyang.exchange.rules.terms import MOST_IN_BATCH
from chongyang.territory.enums import TokenName

exchange = Router(tags=["exchange"], auth=Bearer(TokenName.EXCHANGE_ASK))
NO_SUBSCRIPTION = N_("协议没有订阅变动，请与数据管理员联系。")


class PersonAsked(Body):
    """One person by identity number (18 or 15 digits); the name, where given, must be the same."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(max_length=60)] = ""


class RegistryQuestionBody(Body):
    """`purpose` is one of the agreement's; `reference` is your own number of the matter, never a name."""

    purpose: Annotated[str, Field(min_length=1, max_length=40)]
    reference: Annotated[str, Field(max_length=60, pattern=r"^[\w./:-]*$")] = ""
    people: Annotated[list[PersonAsked], Field(min_length=1, max_length=MOST_IN_BATCH)]


class AnswerRow(Schema):
    """`answer`: yes, no, or unreadable (no identity number; not counted).

    Every field of the agreement stands in every answer, `null` where the answer is no. `subject` is the
    person's name between you and us.
    """

    place: int
    answer: str
    subject: str
    fields: dict[str, Any]


class AnswerPage(Schema):
    batch: UUID
    items: list[AnswerRow]
    left: dict[str, int]


class ChangeRow(Schema):
    """`number` only grows; a change may come twice, under the same number."""

    number: int
    kind: str
    subject: str
    at: datetime
    fields: dict[str, Any]


class ChangePage(Schema):
    items: list[ChangeRow]
    last: int


class AgreementShape(Schema):
    """The terms of the token's agreement, and what is used of its quota in this hour and day."""

    code: str
    name: str
    state: str
    purposes: list[str]
    answer_kind: str
    fields: list[str]
    changes: list[str]
    batch_limit: int
    valid_from: date
    valid_to: date
    limits: dict[str, int]
    used: dict[str, int]


@exchange.post("/exchange/questions", response=AnswerPage, operation_id="ask_registry")
@reading
def ask_registry(request: HttpRequest, body: RegistryQuestionBody) -> dict[str, Any]:
    """Whether these persons are registered, within the agreement; each question is kept and counted."""
    scope, token, moment = scope_of(request), pass_of(request).id, now()
    people = [operations.Asked(one.number, one.name) for one in body.people]
    try:
        said = operations.ask(
            token=token,
            purpose=body.purpose,
            reference=body.reference,
            people=people,
            scope=scope,
            now=moment,
        )
    except operations.UnableToAsk as error:
        raise _refused(error, token, len(people), scope, moment) from error
    items = [
        {"place": place, "answer": one.answer, "subject": one.subject, "fields": dict(one.fields)}
        for place, one in enumerate(said.answers)
    ]
    return {"batch": said.batch, "items": items, "left": dict(said.left)}


def _refused(
    error: operations.UnableToAsk, token: UUID, people: int, scope: Any, moment: datetime
) -> Problem:
    """Over the quota says when it opens again, and is counted; all else is a question that cannot be."""
    if error.again_at is None:
        return Problem("conflict", error.reason)
    operations.note_refusal(token=token, people=people, scope=scope, now=moment)
    wait = max(1, int((error.again_at - moment).total_seconds()) + 1)
    return Problem("too-many", error.reason, headers={"Retry-After": str(wait)})


@exchange.get("/exchange/agreement", response=AgreementShape, operation_id="get_own_agreement")
def get_own_agreement(request: HttpRequest) -> dict[str, Any]:
    """What this token may ask, and how much of its quota is left."""
    scope = scope_of(request)
    row = queries.agreement_of_token(scope, pass_of(request).id)
    if row is None:
        raise Problem("not-found")
    quotas = queries.quotas_of(scope, row, now())
    names = [name for name in AgreementShape.model_fields if name not in ("purposes", "limits", "used")]
    return {
        **{name: getattr(row, name) for name in names},
        "purposes": [purpose for purpose, _ in row.purposes],
        "limits": {quota.span.value: quota.most for quota in quotas},
        "used": {quota.span.value: quota.used for quota in quotas},
    }


@exchange.get(
    "/exchange/changes",
    response=ChangePage,
    auth=Bearer(TokenName.EXCHANGE_CHANGES),
    operation_id="list_changes",
)
def list_changes(
    request: HttpRequest, after: Annotated[int, Field(ge=0, le=2**62)] = 0, limit: Limit = LIMIT
) -> dict[str, Any]:
    """What happened to persons you asked about, after a number, in order; ask again from `last`."""
    scope = scope_of(request)
    row = queries.agreement_of_token(scope, pass_of(request).id)
    if row is None:
        raise Problem("not-found")
    if row.state != "in_force":
        raise Problem("conflict", NO_SUBSCRIPTION)
    pulled = queries.pulled_changes(scope, row, after=after, limit=limit)
    if pulled is None:
        raise Problem("conflict", NO_SUBSCRIPTION)
    items = [{name: getattr(one, name) for name in ChangeRow.model_fields} for one in pulled.changes]
    return {"items": items, "last": pulled.last}
