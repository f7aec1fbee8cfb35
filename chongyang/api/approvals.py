"""The four stages by JSON: who applies, the window, departments, joint reviews, what is late."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chongyang.api.approvals_shapes import (
    ApprovalBegin,
    ApprovalFacts,
    ApprovalItemPage,
    ApprovalItemRow,
    ApprovalItemStep,
    ApprovalPaperRow,
    ApprovalStageBody,
    BuildingPage,
    BuildingRow,
    ItemShow,
    JointReviewRow,
    JointStepBody,
    LateApprovalRow,
    OpinionRow,
    ProgressBody,
    ReusedPaper,
    StageRunPage,
    StageRunRow,
    StageRunWhole,
    StageTally,
    UseChangedBody,
    UseFilingBody,
    UseFilingRow,
    WindowShow,
    WindowStepBody,
)
from chongyang.api.funding import page, said
from chongyang.api.marks import reading, streaming
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.api.uploads import sent_file
from chongyang.approvals import operations, queries
from chongyang.approvals.permissions import is_officer, is_window
from chongyang.approvals.rules import catalogue
from chongyang.core.measuring import Days
from chongyang.territory.enums import TokenName
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

approvals = Router(tags=["approvals"], auth=Bearer(TokenName.APPROVALS_READ))
WRITES = Bearer(TokenName.APPROVALS_WRITE)
writes = writer(approvals, WRITES)


@approvals.get("/approvals/stages", operation_id="list_approval_stages")
def list_stages(request: HttpRequest) -> dict[str, Any]:
    """The catalogue: stages with items, papers, working days; facts and the clauses that spare something."""
    told = catalogue.load()
    return {
        "source": told.source,
        "confirmed": told.is_confirmed,
        "facts": [asdict(one) for one in told.facts],
        "materials": [asdict(one) for one in told.materials.values()],
        "stages": [asdict(one) for one in told.stages],
        "conditions": [asdict(one) for one in told.conditions],
    }


@approvals.get("/approvals/applications", response=BuildingPage, operation_id="list_own_approvals")
def list_mine(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
    """What the organisation asked for, the newest first."""
    return page(request, queries.list_mine, "asked_at", cursor, limit)


@writes("/approvals/applications", BuildingRow, "begin_approvals", made=True)
def begin(request: HttpRequest, body: ApprovalBegin) -> Any:
    """A project with the draft of its first stage."""
    return operations.begin(form=operations.ApplicationForm(**body.model_dump()), **said(request))


@approvals.get(
    "/approvals/applications/{uuid:application}", response=BuildingRow, operation_id="read_own_approvals"
)
def read_own(request: HttpRequest, application: UUID) -> Any:
    """One of the organisation's own."""
    return queries.access_own(scope_of(request), application)


@approvals.get(
    "/approvals/applications/{uuid:application}/runs",
    response=list[StageRunRow],
    operation_id="list_own_approval_runs",
)
def list_own_runs(request: HttpRequest, application: UUID) -> Any:
    """All turns of its stages, in their order."""
    return queries.list_runs(queries.access_own(scope_of(request), application))


@writes("/approvals/applications/{uuid:application}/facts", BuildingRow, "tell_approval_facts")
def tell_facts(request: HttpRequest, application: UUID, body: ApprovalFacts) -> Any:
    """Mend what is told of a project, before its first stage is accepted."""
    return operations.tell_facts(application=application, facts=body.facts, **said(request))


@writes("/approvals/applications/{uuid:application}/stages", StageRunRow, "begin_approval_stage", made=True)
def begin_stage(request: HttpRequest, application: UUID, body: ApprovalStageBody) -> Any:
    """A stage anew, after a refusal or a withdrawal."""
    return operations.begin_stage(application=application, stage=body.stage, **said(request))


@writes("/approvals/applications/{uuid:application}/withdraw", BuildingRow, "withdraw_approvals")
def withdraw_all(request: HttpRequest, application: UUID) -> Any:
    """The project is given up."""
    return operations.withdraw_all(application=application, **said(request))


@approvals.get("/approvals/runs", response=StageRunPage, operation_id="list_approval_runs")
def list_runs(
    request: HttpRequest, show: WindowShow = "waiting", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """The window's queue by deadline; `done` the newest first."""
    name = "ended_at" if show == "done" else "due_at"
    return page(request, queries.list_window, name, cursor, limit, show=show)


@approvals.get("/approvals/items", response=ApprovalItemPage, operation_id="list_approval_items")
def list_items(
    request: HttpRequest, show: ItemShow = "waiting", cursor: Cursor | None = None, limit: Limit = LIMIT
) -> Any:
    """A department's items by deadline; `done` the newest first."""
    name = "decided_at" if show == "done" else "due_at"
    return page(request, queries.list_department, name, cursor, limit, show=show)


@approvals.get("/approvals/runs/{uuid:run}", response=StageRunWhole, operation_id="read_approval_run")
def read_run(request: HttpRequest, run: UUID) -> Any:
    """One stage with its items, notices, and the papers that its reader may open."""
    scope = scope_of(request)
    is_own = may(scope, Can.APPLY_APPROVALS) and not (is_window(scope) or is_officer(scope))
    held = queries.access_own_run(scope, run) if is_own else queries.access_run(scope, run)
    papers = queries.list_papers(held) if is_own else queries.list_papers_for(scope, held)
    return _whole(held, papers, is_own=is_own)


def _whole(run: Any, papers: list[Any], *, is_own: bool) -> dict[str, Any]:
    items = queries.list_items(run)
    for item in items if is_own else ():
        item.lacks = ""  # between department and window, until it is asked
    return {
        "run": run,
        "required": list(queries.plan_of(run).required),
        "items": items,
        "papers": papers,
        "notices": queries.list_notices(run),
    }


@approvals.put(
    "/approvals/runs/{uuid:run}/files",
    response={201: ApprovalPaperRow},
    auth=WRITES,
    operation_id="attach_approval_paper",
)
@streaming
def attach_approval_paper(request: HttpRequest, run: UUID, material: str, name: str = "") -> Any:
    """The bytes of a file as the body; more than the limit is put down while it is read."""
    return operations.attach(
        run=run,
        material=material[:40],
        **sent_file(request, name),
        **said(request),
    )


@approvals.get(
    "/approvals/runs/{uuid:run}/reusable",
    response=list[ApprovalPaperRow],
    operation_id="list_reusable_papers",
)
def list_reusable(request: HttpRequest, run: UUID) -> Any:
    """Papers of earlier stages that may be used again in this one."""
    held = queries.access_own_run(scope_of(request), run)
    return [one.paper for one in queries.list_reusable(held, said(request)["now"])]


@writes("/approvals/runs/{uuid:run}/reused", ApprovalPaperRow, "reuse_approval_paper", made=True)
def reuse(request: HttpRequest, run: UUID, body: ReusedPaper) -> Any:
    """Use one of them again, with the day on which it was handed in."""
    return operations.reuse(run=run, paper=body.paper, **said(request))


@approvals.delete(
    "/approvals/papers/{uuid:paper}",
    response={204: None},
    auth=WRITES,
    operation_id="detach_approval_paper",
)
def detach(request: HttpRequest, paper: UUID) -> Any:
    """Take a paper back that nobody has judged yet."""
    operations.detach(paper=paper, **said(request))
    return None


@writes("/approvals/runs/{uuid:run}/submit", StageRunRow, "submit_approval_stage")
def submit(request: HttpRequest, run: UUID) -> Any:
    """Hand a stage in, or again after completion: the clock goes on."""
    return operations.submit(run=run, **said(request))


@writes("/approvals/runs/{uuid:run}/withdraw", StageRunRow, "withdraw_approval_stage")
def withdraw(request: HttpRequest, run: UUID) -> Any:
    """Take a stage back; a draft is gone, and is told as it was."""
    held = queries.access_own_run(scope_of(request), run)
    return operations.withdraw(run=run, **said(request)) or held


@writes("/approvals/runs/{uuid:run}/window", StageRunRow, "take_window_step")
def window_step(request: HttpRequest, run: UUID, body: WindowStepBody) -> Any:
    """Accept, ask for completion once with the whole list, or not accept."""
    told: dict[str, Any] = {"run": run, **said(request)}
    if body.action == "accept":
        return operations.accept(**told)
    if body.action == "turn_away":
        return operations.turn_away(reason=body.reason, **told)
    lines = [operations.Line(line.material, line.words) for line in body.lines]
    return operations.ask_completion(lines=lines, **told)


@writes("/approvals/runs/{uuid:run}/joint", JointReviewRow, "take_joint_step")
def joint_step(request: HttpRequest, run: UUID, body: JointStepBody) -> Any:
    """Call a joint review, or lay its one outcome down."""
    told: dict[str, Any] = {"run": run, **said(request)}
    if body.action == "call_joint":
        return operations.call_joint(meets_on=body.meets_on or date.min, place=body.place, **told)
    return operations.close_joint(passes=body.action == "pass_joint", text=body.text, **told)


@writes("/approvals/items/{uuid:item}/steps", ApprovalItemRow, "take_item_step")
def item_step(request: HttpRequest, item: UUID, body: ApprovalItemStep) -> Any:
    """What a department does with its item; an opinion is told by `opinions`."""
    told: dict[str, Any] = {"item": item, **said(request)}
    if body.action == "permit":
        return operations.permit(number=body.number, document_on=body.document_on or date.min, **told)
    if body.action == "refuse":
        return operations.refuse(reason=body.text, **told)
    if body.action == "note_lack":
        return operations.note_lack(words=body.text, **told)
    operations.opine(agrees=body.agrees, text=body.text, **told)
    return queries.access_item(scope_of(request), item)


@approvals.get(
    "/approvals/runs/{uuid:run}/opinions", response=list[OpinionRow], operation_id="list_joint_opinions"
)
def list_opinions(request: HttpRequest, run: UUID) -> Any:
    """The opinions of the newest joint review of a stage."""
    review = queries.get_joint(queries.access_run(scope_of(request), run))
    return queries.list_opinions(review) if review else []


@writes("/approvals/applications/{uuid:application}/use-filings", UseFilingRow, "file_use", made=True)
def file_use(request: HttpRequest, application: UUID, body: UseFilingBody) -> Any:
    """A department has a conversion on file."""
    return operations.file_use(application=application, **body.model_dump(), **said(request))


@writes("/approvals/applications/{uuid:application}/use-change", BuildingRow, "note_use_changed")
def use_changed(request: HttpRequest, application: UUID, body: UseChangedBody) -> Any:
    """The owner has had the use changed."""
    told = operations.note_use_changed(application=application, changed_on=body.changed_on, **said(request))
    told.code = ""  # the applicant's alone
    return told


@approvals.get("/approvals/late", response=list[LateApprovalRow], operation_id="list_late_approvals")
def list_late(request: HttpRequest) -> Any:
    """What is late at the window or in a department, the longest first."""
    return queries.list_late(scope_of(request), said(request)["now"])


@approvals.get("/approvals/tally", response=list[StageTally], operation_id="tally_approvals")
def tally(request: HttpRequest, first: date | None = None, until: date | None = None) -> Any:
    """Stages by reporting unit and for the city; half-open days, by default the last year."""
    moment = said(request)["now"]
    end = until or timezone.localdate(moment) + timedelta(days=1)
    start = first or end - timedelta(days=365)
    if start >= end:
        raise Problem("invalid")
    counted = queries.tally(scope_of(request), Days(start, end), moment)
    return [
        {
            "place": place,
            "stage": stage,
            "average": one.average,
            "share_in_time": one.share_in_time,
            **asdict(one),
        }
        for place, stages in sorted(counted.items())
        for stage, one in sorted(stages.items())
    ]


@approvals.post("/approvals/progress", operation_id="read_approval_progress")
@reading
def read_approval_progress(request: HttpRequest, body: ProgressBody) -> dict[str, Any]:
    """Public progress by number and check code: stages, items and days, nothing of whom."""
    found = queries.find_progress(body.number, body.code, said(request)["now"])
    if found is None:
        raise Problem("not-found")
    return asdict(found)
