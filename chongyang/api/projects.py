"""The project library by JSON: the list, one project, sums, and what its keepers do at the desk."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from chongyang.api import projects_bodies as bodies
from chongyang.api import projects_shapes as shapes
from chongyang.api.needs import Bearer, beyond_persons, scope_of, writer
from chongyang.api.shapes import LIMIT, Limit, plain
from chongyang.core.clock import now
from chongyang.projects import operations, queries
from chongyang.projects.operations import AttractionTold, BankTold, EnterpriseTold, ParcelTold
from chongyang.projects.queries import Filters, Line, Whole
from chongyang.projects.rules.told import MonthTold, ProjectTold
from chongyang.territory.enums import TokenName

projects = Router(tags=["projects"], auth=Bearer(TokenName.PROJECTS_READ))
projects.add_decorator(beyond_persons)
writes = writer(projects, Bearer(TokenName.PROJECTS_WRITE))
After = Annotated[int, Field(ge=0, le=10**6, description="how many to leave out")]
Word = Annotated[str, Query(max_length=120)]
SUMS = ("planned_fen", "done_fen", "share", "last_month", "open_problems")


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _line(line: Line) -> dict[str, Any]:
    return plain(line.project, shapes.ProjectLine, **{name: getattr(line, name) for name in SUMS})


def _one(request: HttpRequest, project: UUID) -> dict[str, Any]:
    """The project after a step, as the list shows it."""
    scope = scope_of(request)
    return _line(queries.lines_of(scope, [queries.access_project(scope, project)])[0])


@projects.get("/projects", response=shapes.ProjectPage, operation_id="list_projects")
def list_projects(
    request: HttpRequest,
    stage: Word = "",
    batch: Word = "",
    sector: Word = "",
    county: Word = "",
    document: Word = "",
    leader: Word = "",
    text: Word = "",
    after: After = 0,
    limit: Limit = LIMIT,
) -> Any:
    """Projects within reach by number, the newest plan first, each with its sums."""
    scope = scope_of(request)
    rows = queries.list_projects(scope, Filters(stage, batch, sector, county, document, leader, text))
    found = list(rows[after : after + limit + 1])
    items = [_line(line) for line in queries.lines_of(scope, found[:limit])]
    return {"items": items, "next": str(after + limit) if len(found) > limit else None}


@projects.get("/projects/tally", response=list[shapes.ProjectTally], operation_id="tally_projects")
def tally_projects(request: HttpRequest, year: shapes.Year) -> Any:
    """Projects by stage, planned and done investment of a year, by reporting unit."""
    found = queries.tally(scope_of(request), year)
    return [
        {"unit": unit, "by_stage": dict(one.by_stage)}
        | {name: getattr(one, name) for name in ("projects", "planned_fen", "done_fen")}
        for unit, one in sorted(found.items())
    ]


@projects.get("/projects/envelopes", response=list[shapes.EnvelopeRow], operation_id="list_project_envelopes")
def list_envelopes(request: HttpRequest) -> Any:
    """The sums of 2014-25 that stand for its missing table, and the numbers of the projects that it names."""
    return [_envelope(row) for row in queries.list_envelopes(scope_of(request))]


def _envelope(row: queries.Filled) -> dict[str, Any]:
    one = row.envelope
    return {
        **{
            name: getattr(one, name)
            for name in ("name", "clause", "year", "planned_fen", "total_fen", "count")
        },
        "quote": one.parameter.quote,
        "named": [project.number for project in row.projects],
        "missing": row.missing,
    }


@projects.get("/projects/work", response=shapes.ProjectWork, operation_id="list_project_work")
def list_work(request: HttpRequest) -> Any:
    """Months that are late, problems that are open, proposals that wait."""
    scope = scope_of(request)
    late = queries.list_late(scope, timezone.localdate(now()))
    return {
        "late": [(one.project.number, one.month) for one in late],
        "problems": [plain(row, shapes.ProjectProblemRow) for row in queries.list_open_problems(scope)],
        "proposals": [plain(row, shapes.ProjectProposalRow) for row in queries.list_open_proposals(scope)],
    }


@projects.get("/projects/market", response=shapes.ProjectMarket, operation_id="list_project_market")
def list_market(request: HttpRequest) -> Any:
    """Enterprises with their years, investors, banks."""
    scope = scope_of(request)
    return {
        "enterprises": [
            {
                "enterprise": plain(one.row, shapes.EnterpriseRow),
                "revenues": _rows(one.revenues, shapes.RevenueRow),
            }
            for one in queries.list_enterprises(scope)
        ],
        "attractions": _rows(queries.list_attractions(scope), shapes.AttractionRow),
        "banks": _rows(queries.list_bank_matches(scope), shapes.BankMatchRow),
    }


def _rows(rows: Any, shape: Any) -> list[dict[str, Any]]:
    return [plain(row, shape) for row in rows]


@projects.get(
    "/projects/numbers/{number}", response=shapes.ProjectWhole, operation_id="get_project_by_number"
)
def get_by_number(request: HttpRequest, number: Annotated[str, Path(max_length=20)]) -> Any:
    """Everything of the project of a number, such as 2018-34-07."""
    return get_project(request, queries.get_by_number(scope_of(request), number).id)


@projects.get("/projects/{uuid:project}", response=shapes.ProjectWhole, operation_id="get_project")
def get_project(request: HttpRequest, project: UUID) -> Any:
    """Everything of one project."""
    return _whole(queries.get_whole(scope_of(request), project, timezone.localdate(now())))


def _whole(whole: Whole) -> dict[str, Any]:
    return {
        "project": _line(whole.line),
        "stages": _rows(whole.changes, shapes.ProjectStageRow),
        "months": [_month(one) for one in whole.months],
        "late": [month for month, _ in whole.late],
        "problems": _rows(whole.problems, shapes.ProjectProblemRow),
        "money": _rows(whole.sources, shapes.ProjectMoneyRow),
        "funds": _rows(whole.funds, shapes.ProjectFundRow),
        "grants": _rows(whole.grants, shapes.ProjectGrantRow),
        "parcels": _rows(whole.parcels, shapes.ProjectParcelRow),
        "proposals": _rows(whole.proposals, shapes.ProjectProposalRow),
    }


def _month(one: queries.Month) -> dict[str, Any]:
    more = {"money": dict(one.money), "sum_fen": one.sum_fen, "corrections": len(one.corrections)}
    return plain(one.row, shapes.ProjectMonthRow, **more, photos=[photo.id for photo in one.photos])


@writes("/projects", shapes.ProjectLine, "add_project", made=True)
def add_project(request: HttpRequest, body: bodies.ProjectBody) -> Any:
    """A project that no plan names, into the reserve."""
    made = operations.add_project(told=ProjectTold(**body.model_dump()), **said(request))
    return _one(request, made.id)


@writes("/projects/{uuid:project}/description", shapes.ProjectLine, "describe_project")
def describe_project(request: HttpRequest, project: UUID, body: bodies.ProjectBody) -> Any:
    """What is known of it; name and clause of a named one stay."""
    operations.describe_project(project=project, told=ProjectTold(**body.model_dump()), **said(request))
    return _one(request, project)


@writes("/projects/{uuid:project}/stage", shapes.ProjectLine, "change_project_stage")
def change_stage(request: HttpRequest, project: UUID, body: bodies.StageBody) -> Any:
    """Another stage; back or into suspension needs reason and document."""
    operations.change_stage(project=project, **body.model_dump(), **said(request))
    return _one(request, project)


@writes("/projects/{uuid:project}/batch", shapes.ProjectLine, "change_project_batch")
def change_batch(request: HttpRequest, project: UUID, body: bodies.BatchBody) -> Any:
    """Another batch, with a reason."""
    operations.change_batch(project=project, **body.model_dump(), **said(request))
    return _one(request, project)


@writes("/projects/{uuid:project}/months", shapes.ProjectWhole, "report_project_month", made=True)
def report_month(request: HttpRequest, project: UUID, body: bodies.MonthBody) -> Any:
    """A month's report, once for a month."""
    operations.report_month(project=project, told=MonthTold(**body.model_dump()), **said(request))
    return get_project(request, project)


@writes("/projects/months/{uuid:report}/corrections", shapes.ProjectWhole, "correct_project_month")
def correct_month(request: HttpRequest, report: UUID, body: bodies.MonthCorrection) -> Any:
    """Other figures for a month, with reason and document; what was stays beside."""
    row = queries.access_month(scope_of(request), report)
    told = MonthTold(month=row.month, **body.model_dump(exclude={"document"}))
    operations.correct_month(report=report, told=told, document=body.document, **said(request))
    return get_project(request, row.project_id)


@writes("/projects/{uuid:project}/plans", shapes.ProjectLine, "plan_project_money")
def plan_money(request: HttpRequest, project: UUID, body: bodies.YearMoneyBody) -> Any:
    """The investment planned for a year, by source, in place of what was."""
    operations.plan_money(project=project, **body.model_dump(), **said(request))
    return _one(request, project)


@writes("/projects/{uuid:project}/needs", shapes.ProjectWhole, "need_project_funds")
def need_funds(request: HttpRequest, project: UUID, body: bodies.YearMoneyBody) -> Any:
    """What it needs of each source in a year, in place of what was."""
    operations.need_funds(project=project, **body.model_dump(), **said(request))
    return get_project(request, project)


@writes("/projects/{uuid:project}/grants", shapes.ProjectGrantRow, "grant_project_money", made=True)
def grant_money(request: HttpRequest, project: UUID, body: bodies.GrantBody) -> Any:
    """Money that came by a document."""
    return operations.grant_by_document(project=project, **body.model_dump(), **said(request))


@writes(
    "/projects/{uuid:project}/applications",
    list[shapes.ProjectGrantRow],
    "link_project_application",
    made=True,
)
def link_application(request: HttpRequest, project: UUID, body: bodies.GrantLink) -> Any:
    """Money of an approved application of an institution, each payer's part."""
    return operations.grant_by_application(project=project, application=body.application, **said(request))


@writes("/projects/{uuid:project}/problems", shapes.ProjectProblemRow, "open_project_problem", made=True)
def open_problem(request: HttpRequest, project: UUID, body: bodies.ProblemBody) -> Any:
    """A problem with who must solve it by when."""
    return operations.open_problem(project=project, **body.model_dump(), **said(request))


@writes("/projects/problems/{uuid:problem}/{step}", shapes.ProjectProblemRow, "step_project_problem")
def step_problem(
    request: HttpRequest,
    problem: UUID,
    step: Path[Literal["answer", "solve", "return"]],
    body: bodies.ProblemStep,
) -> Any:
    """Answer it; another says that it is solved, or returns the answer with a reason."""
    if step == "answer":
        return operations.answer_problem(problem=problem, answer=body.text, **said(request))
    if step == "return":
        return operations.return_problem(problem=problem, reason=body.text, **said(request))
    return operations.solve_problem(problem=problem, **said(request))


@writes("/projects/{uuid:project}/parcels", shapes.ProjectParcelRow, "add_project_parcel", made=True)
def add_parcel(request: HttpRequest, project: UUID, body: bodies.ParcelBody) -> Any:
    """A piece of land."""
    return operations.add_parcel(project=project, told=ParcelTold(**body.model_dump()), **said(request))


@writes("/projects/parcels/{uuid:parcel}/state", shapes.ProjectParcelRow, "move_project_parcel")
def move_parcel(request: HttpRequest, parcel: UUID, body: bodies.ParcelState) -> Any:
    """Where the land stands; supplied needs day and document."""
    return operations.move_parcel(parcel=parcel, **body.model_dump(), **said(request))


@writes("/projects/proposals/{uuid:proposal}/{answer}", shapes.ProjectProposalRow, "decide_project_proposal")
def decide_proposal(
    request: HttpRequest,
    proposal: UUID,
    answer: Path[Literal["accept", "refuse"]],
    body: bodies.ProposalStep,
) -> Any:
    """Accept what the machine proposed, or refuse it with a reason."""
    step = operations.accept_proposal if answer == "accept" else operations.refuse_proposal
    return step(proposal=proposal, reason=body.reason, **said(request))


@writes("/projects/enterprises", shapes.EnterpriseRow, "list_enterprise", made=True)
def list_enterprise(request: HttpRequest, body: bodies.EnterpriseBody) -> Any:
    """An enterprise onto the cultivation list."""
    return operations.list_enterprise(told=EnterpriseTold(**body.model_dump()), **said(request))


@writes("/projects/enterprises/{uuid:enterprise}/revenues", shapes.RevenueRow, "tell_enterprise_revenue")
def tell_revenue(request: HttpRequest, enterprise: UUID, body: bodies.RevenueBody) -> Any:
    """What it took in a year that is over."""
    return operations.tell_revenue(enterprise=enterprise, **body.model_dump(), **said(request))


@writes("/projects/enterprises/{uuid:enterprise}/leave", shapes.EnterpriseRow, "take_enterprise_off")
def leave_list(request: HttpRequest, enterprise: UUID) -> Any:
    """Off the list; its years stay."""
    return operations.leave_list(enterprise=enterprise, **said(request))


@writes("/projects/attractions", shapes.AttractionRow, "tell_attraction")
def tell_attraction(request: HttpRequest, body: bodies.AttractionBody) -> Any:
    """An investor, or what became of one."""
    told = AttractionTold(**body.model_dump(exclude={"attraction"}))
    return operations.tell_attraction(told=told, attraction=body.attraction, **said(request))


@writes("/projects/banks", shapes.BankMatchRow, "match_bank")
def match_bank(request: HttpRequest, body: bodies.BankBody) -> Any:
    """A bank and who needs money, or what became of it."""
    told = BankTold(**body.model_dump(exclude={"match"}))
    return operations.match_bank(told=told, match=body.match, **said(request))
