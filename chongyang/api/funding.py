"""Subsidies and awards by JSON: applications, evidence, stages, notices, explanations; as on the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chongyang.api import cursors
from chongyang.api.funding_shapes import (
    BeginBody,
    EvidenceRow,
    FormBody,
    FoundAnswer,
    FundingPage,
    FundingRow,
    FundingStepBody,
    NoticeRow,
    ObjectionAnswerBody,
    ObjectionBody,
    ObjectionRow,
    Show,
)
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.api.uploads import sent_file
from chongyang.core.clock import now
from chongyang.funding import operations, queries
from chongyang.funding.queries.telling import tell
from chongyang.territory.enums import TokenName

funding = Router(tags=["funding"], auth=Bearer(TokenName.FUNDING_READ))
WRITES = Bearer(TokenName.FUNDING_WRITE)


def said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def page(
    request: HttpRequest,
    fetch: Callable[..., Any],
    name: str,
    cursor: str | None,
    limit: int,
    *,
    read: Callable[[str], Any] = datetime.fromisoformat,
    **more: Any,
) -> dict[str, Any]:
    """A page of a query in the order of a column, then of the key; `read` reads the column from a cursor."""
    scope, after = scope_of(request), None
    if cursor:
        first, last = cursors.read(cursor, fetch.__name__, more, scope)
        after = (read(first), UUID(last))
    rows = fetch(scope, limit=limit + 1, after=after, **more)

    def next_of(row: Any) -> str:
        place = [str(getattr(row, name)), str(row.id)]
        return cursors.write(place, fetch.__name__, more, scope)

    items, following = cursors.page(rows, limit, next_of)
    return {"items": list(items), "next": following}


@funding.get("/funding/applications", response=FundingPage, operation_id="list_funding_work")
def list_work(
    request: HttpRequest,
    show: Show = "mine",
    programme: str = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """What waits for my role (`mine`), came up late, is open, or is done."""
    name = "submitted_at" if show == "done" else "due_at"
    return page(request, queries.list_work, name, cursor, limit, show=show, programme=programme)


@funding.get("/funding/own-applications", response=FundingPage, operation_id="list_own_funding")
def list_mine(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> dict[str, Any]:
    """What the applicant's side asked for, the newest first."""
    return page(request, queries.list_mine, "asked_at", cursor, limit)


@funding.post(
    "/funding/applications", response={201: FundingRow}, auth=WRITES, operation_id="begin_application"
)
def begin(request: HttpRequest, body: BeginBody) -> Any:
    """A draft for who applies."""
    return operations.begin(programme=body.programme, person=body.person, form=_form(body), **said(request))


def _form(body: FormBody) -> operations.ApplicationForm:
    told = body.model_dump(exclude={"programme", "person"})
    return operations.ApplicationForm(**told)


@funding.get("/funding/applications/{uuid:application}", response=FundingRow, operation_id="read_funding")
def read(request: HttpRequest, application: UUID) -> Any:
    """One, for the desk or for who applied."""
    return queries.access_application(scope_of(request), application)


@funding.patch(
    "/funding/applications/{uuid:application}",
    response=FundingRow,
    auth=WRITES,
    operation_id="save_application",
)
def save(request: HttpRequest, application: UUID, body: FormBody) -> Any:
    """Keep what is known so far."""
    return operations.save(application=application, form=_form(body), **said(request))


@funding.delete(
    "/funding/applications/{uuid:application}",
    response={204: None},
    auth=WRITES,
    operation_id="drop_application",
)
def drop(request: HttpRequest, application: UUID) -> Any:
    """Throw a draft away with its files."""
    operations.drop_draft(application=application, **said(request))
    return None


@funding.post(
    "/funding/applications/{uuid:application}/submit",
    response=FundingRow,
    auth=WRITES,
    operation_id="submit_application",
)
def submit(request: HttpRequest, application: UUID) -> Any:
    """Hand it in, or again after completion."""
    return operations.submit(application=application, **said(request))


@funding.post(
    "/funding/applications/{uuid:application}/withdraw",
    response=FundingRow,
    auth=WRITES,
    operation_id="withdraw_application",
)
def withdraw(request: HttpRequest, application: UUID) -> Any:
    """The applicant's side no longer wants it."""
    return operations.withdraw(application=application, **said(request))


@funding.get(
    "/funding/applications/{uuid:application}/evidence",
    response=list[EvidenceRow],
    operation_id="list_evidence",
)
def list_evidence(request: HttpRequest, application: UUID) -> Any:
    """Its files; the bytes are given away on the desk."""
    row = queries.access_application(scope_of(request), application)
    return queries.list_evidence(row)


@funding.put(
    "/funding/applications/{uuid:application}/files",
    response={201: EvidenceRow},
    auth=WRITES,
    operation_id="attach_evidence",
)
@streaming
def attach_evidence(request: HttpRequest, application: UUID, kind: str, name: str = "") -> Any:
    """The bytes of a file as the body; more than the limit is put down while it is read."""
    return operations.attach(
        application=application,
        kind=kind[:60],
        **sent_file(request, name),
        **said(request),
    )


@funding.delete(
    "/funding/evidence/{uuid:evidence}", response={204: None}, auth=WRITES, operation_id="detach_evidence"
)
def detach(request: HttpRequest, evidence: UUID) -> Any:
    """Take a file away again."""
    operations.detach(evidence=evidence, **said(request))
    return None


@funding.get(
    "/funding/applications/{uuid:application}/finding",
    response=FoundAnswer,
    operation_id="ask_rule",
)
def finding(request: HttpRequest, application: UUID) -> Any:
    """What the rule says now."""
    return queries.finding_of(queries.access_application(scope_of(request), application))


@funding.get("/funding/applications/{uuid:application}/explanation", operation_id="explain_application")
def explain(request: HttpRequest, application: UUID) -> dict[str, Any]:
    """From the decision back to the words of the clause, and on to the payment and its budgets."""
    return tell(queries.explain(scope_of(request), application))


@funding.post(
    "/funding/applications/{uuid:application}/steps",
    response=FundingRow,
    auth=WRITES,
    operation_id="take_funding_step",
)
def step(request: HttpRequest, application: UUID, body: FundingStepBody) -> Any:
    """One step of the stage that the application is in; the life cycle says whether it is mine."""
    told: dict[str, Any] = {"application": application, **said(request)}
    if body.action == "record_site":
        visited = body.visited_on or timezone.localdate(told["now"])
        operations.record_site(found=body.found, visited_on=visited, note=body.note, **told)
        return queries.access_application(scope_of(request), application)
    if body.action == "sign_site":
        return operations.sign_site(check=body.check or UUID(int=0), **told)
    steps: dict[str, Callable[..., Any]] = {
        "pass": operations.pass_on,
        "return": operations.return_for_completion,
        "turn_away": operations.turn_away,
        "propose": operations.propose,
        "approve": operations.approve,
        "refuse": operations.refuse,
        "send_back": operations.send_back,
    }
    return steps[body.action](reason=body.reason, **told)


@funding.get("/funding/notices", response=list[NoticeRow], operation_id="list_notices")
def list_notices(request: HttpRequest) -> Any:
    """What is published today."""
    return queries.list_notices(timezone.localdate(now()))


@funding.post(
    "/funding/notices/{uuid:notice}/objections",
    response={201: ObjectionRow},
    auth=WRITES,
    operation_id="raise_objection",
)
def raise_objection(request: HttpRequest, notice: UUID, body: ObjectionBody) -> Any:
    """Object to what is published."""
    return operations.raise_objection(notice=notice, **body.model_dump(), **said(request))


@funding.get(
    "/funding/applications/{uuid:application}/objections",
    response=list[ObjectionRow],
    operation_id="list_objections",
)
def list_objections(request: HttpRequest, application: UUID) -> Any:
    """Who objects waits for an answer."""
    return queries.list_objections(scope_of(request), application)


@funding.post(
    "/funding/objections/{uuid:objection}/answer",
    response=ObjectionRow,
    auth=WRITES,
    operation_id="answer_objection",
)
def answer_objection(request: HttpRequest, objection: UUID, body: ObjectionAnswerBody) -> Any:
    """Another person answers."""
    return operations.answer_objection(objection=objection, **body.model_dump(), **said(request))
