"""Titles by JSON: the public register and layout, applications, their stages and notices; as on the desk."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chongyang.api import cursors
from chongyang.api.designation_shapes import (
    BeginTitleBody,
    DesignationPage,
    DesignationRow,
    EvaluationRow,
    MemberRow,
    SaveTitleBody,
    TitleHeldPage,
    TitleHeldRow,
    TitleNoticeRow,
    TitleRow,
    TitleStepBody,
)
from chongyang.api.funding import page, said
from chongyang.api.funding_shapes import EvidenceRow, ObjectionAnswerBody, ObjectionBody, ObjectionRow, Show
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.api.uploads import sent_file
from chongyang.core.clock import now
from chongyang.designations import operations, queries
from chongyang.designations.operations import ApplicationForm, HolderForm
from chongyang.designations.queries.layout import Standing, list_standing
from chongyang.designations.rules.titles import load_titles
from chongyang.territory.enums import TokenName

designations = Router(tags=["designations"], auth=Bearer(TokenName.DESIGNATIONS_READ))
PUBLIC = Bearer(TokenName.PLAN_READ)
WRITES = Bearer(TokenName.DESIGNATIONS_WRITE)
NOBODY = UUID(int=0)
ONE = "/designations/applications/{uuid:application}"


@designations.get("/designations/titles", response=list[TitleRow], auth=PUBLIC, operation_id="list_titles")
def list_titles(request: HttpRequest) -> Any:
    """Every title that the plans ask for, with its score sheet."""
    return load_titles()


@designations.get(
    "/designations/register", response=TitleHeldPage, auth=PUBLIC, operation_id="list_titles_held"
)
def list_register(
    request: HttpRequest,
    title: str = "",
    living: bool = True,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Who holds what since when, the newest first; the same for whoever asks."""
    scope, after = scope_of(request), None
    told: dict[str, Any] = {"title": title[:40], "living": living}
    if cursor:
        first, last = cursors.read(cursor, "register", told, scope)
        after = (date.fromisoformat(first), UUID(last))
    rows = queries.list_register(timezone.localdate(now()), limit=limit + 1, after=after, **told)

    def next_of(row: Any) -> str:
        return cursors.write([str(row.valid_from), str(row.id)], "register", told, scope)

    items, following = cursors.page(rows, limit, next_of)
    return {"items": list(items), "next": following}


@designations.get(
    "/designations/plaques/{number}", response=TitleHeldRow, auth=PUBLIC, operation_id="read_plaque"
)
def read_plaque(request: HttpRequest, number: str) -> Any:
    """The title of a plaque."""
    return queries.get_plaque(number)


@designations.get("/designations/layout", response=list[MemberRow], auth=PUBLIC, operation_id="read_layout")
def read_layout(request: HttpRequest) -> list[dict[str, Any]]:
    """The members of the layout with what stands in each."""
    parts = list_standing(scope_of(request), timezone.localdate(now()))
    return [_member(part.key, one) for part, standing in parts for one in standing]


def _member(part: str, one: Standing) -> dict[str, Any]:
    member = one.member
    shown = ("homes", "beds", "facilities", "largest_public", "has_home", "projects")
    return {
        "part": part,
        **{name: getattr(member, name) for name in ("key", "label", "is_area", "confirmed", "targets")},
        "areas": member.codes,
        **{name: getattr(one, name) for name in shown},
        "titles": [held.plaque for held in one.titles],
    }


@designations.get(
    "/designations/notices", response=list[TitleNoticeRow], auth=PUBLIC, operation_id="list_title_notices"
)
def list_notices(request: HttpRequest) -> Any:
    """What is published today."""
    return queries.list_notices(timezone.localdate(now()))


@designations.get(
    "/designations/applications", response=DesignationPage, operation_id="list_designation_work"
)
def list_work(
    request: HttpRequest,
    show: Show = "mine",
    title: str = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """What waits for my role (`mine`), came up late, is open, or is done."""
    name = "submitted_at" if show == "done" else "due_at"
    return page(request, queries.list_work, name, cursor, limit, show=show, title=title[:40])


@designations.get(
    "/designations/own-applications", response=DesignationPage, operation_id="list_own_designations"
)
def list_mine(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> dict[str, Any]:
    """What my side asked for, the newest first."""
    return page(request, queries.list_mine, "asked_at", cursor, limit)


@designations.post(
    "/designations/applications",
    response={201: DesignationRow},
    auth=WRITES,
    operation_id="begin_designation",
)
def begin(request: HttpRequest, body: BeginTitleBody) -> Any:
    """A draft for a holder within reach."""
    holder = HolderForm(**body.holder.model_dump())
    return operations.begin(title=body.title, holder=holder, **said(request))


@designations.get(ONE, response=DesignationRow, operation_id="read_designation")
def read(request: HttpRequest, application: UUID) -> Any:
    """One, for the desk or for who applied."""
    return queries.access_application(scope_of(request), application)


@designations.patch(ONE, response=DesignationRow, auth=WRITES, operation_id="save_designation")
def save(request: HttpRequest, application: UUID, body: SaveTitleBody) -> Any:
    """Keep what is known so far."""
    form = ApplicationForm(**body.model_dump())
    return operations.save(application=application, form=form, **said(request))


@designations.delete(ONE, response={204: None}, auth=WRITES, operation_id="drop_designation")
def drop(request: HttpRequest, application: UUID) -> Any:
    """Throw a draft away with its files."""
    operations.drop_draft(application=application, **said(request))
    return None


@designations.post(f"{ONE}/submit", response=DesignationRow, auth=WRITES, operation_id="submit_designation")
def submit(request: HttpRequest, application: UUID) -> Any:
    """Hand it in, or again after completion."""
    return operations.submit(application=application, **said(request))


@designations.post(
    f"{ONE}/take-back", response=DesignationRow, auth=WRITES, operation_id="take_back_designation"
)
def take_back(request: HttpRequest, application: UUID) -> Any:
    """The applicant's side no longer wants it."""
    return operations.take_back(application=application, **said(request))


@designations.get(f"{ONE}/evidence", response=list[EvidenceRow], operation_id="list_designation_files")
def list_files(request: HttpRequest, application: UUID) -> Any:
    """Its files; the bytes are given away on the desk."""
    return queries.list_evidence(queries.access_application(scope_of(request), application))


@designations.put(
    f"{ONE}/files", response={201: EvidenceRow}, auth=WRITES, operation_id="attach_designation_file"
)
@streaming
def attach(request: HttpRequest, application: UUID, kind: str, name: str = "") -> Any:
    """The bytes of a file as the body; more than the limit is put down while it is read."""
    return operations.attach(
        application=application,
        kind=kind[:60],
        **sent_file(request, name),
        **said(request),
    )


@designations.delete(
    "/designations/evidence/{uuid:evidence}",
    response={204: None},
    auth=WRITES,
    operation_id="detach_designation_file",
)
def detach(request: HttpRequest, evidence: UUID) -> Any:
    """Take a file away again."""
    operations.detach(evidence=evidence, **said(request))
    return None


@designations.get(f"{ONE}/evaluation", response=EvaluationRow | None, operation_id="read_evaluation")
def read_evaluation(request: HttpRequest, application: UUID) -> Any:
    """The newest score sheet of this round, for the desk."""
    return queries.last_evaluation(queries.access_handled(scope_of(request), application))


@designations.post(f"{ONE}/steps", response=DesignationRow, auth=WRITES, operation_id="take_designation_step")
def step(request: HttpRequest, application: UUID, body: TitleStepBody) -> Any:
    """One step of the stage that the application is in; the life cycle says whether it is mine."""
    told: dict[str, Any] = {"application": application, **said(request)}
    visited = body.visited_on or timezone.localdate(told["now"])
    with_reason: dict[str, Callable[..., Any]] = {
        "pass": operations.pass_on,
        "return": operations.return_for_completion,
        "turn_away": operations.turn_away,
        "propose": operations.propose,
        "against": operations.advise_against,
        "refuse": operations.refuse,
        "send_back": operations.send_back,
    }
    if body.action == "score":
        operations.score(points=body.points, visited_on=visited, note=body.note, **told)
    elif body.action == "sign":
        operations.sign(evaluation=body.evaluation or NOBODY, **told)
    elif body.action == "give":
        operations.give(plaque=body.plaque, over_quota=body.over_quota, **told)
    else:
        with_reason[body.action](reason=body.reason, **told)
    return queries.access_application(scope_of(request), application)


@designations.post(
    "/designations/notices/{uuid:notice}/objections",
    response={201: ObjectionRow},
    auth=WRITES,
    operation_id="object_to_title",
)
def raise_objection(request: HttpRequest, notice: UUID, body: ObjectionBody) -> Any:
    """Object to what is published."""
    return operations.raise_objection(notice=notice, **body.model_dump(), **said(request))


@designations.get(f"{ONE}/objections", response=list[ObjectionRow], operation_id="list_title_objections")
def list_objections(request: HttpRequest, application: UUID) -> Any:
    """Objections that wait for an answer, and answered ones."""
    return queries.list_objections(scope_of(request), application)


@designations.post(
    "/designations/objections/{uuid:objection}/answer",
    response=ObjectionRow,
    auth=WRITES,
    operation_id="answer_title_objection",
)
def answer_objection(request: HttpRequest, objection: UUID, body: ObjectionAnswerBody) -> Any:
    """Another person of another office answers."""
    return operations.answer_objection(objection=objection, **body.model_dump(), **said(request))
