"""Assessment by JSON: the same steps as at the desk, from the scheme to the published extract."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from chongyang.api.evidence import FileContent, KeptFile, content_of, handed
from chongyang.api.funding import said
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.problems import Problem
from chongyang.api.shapes import plain
from chongyang.api.supervision_shapes import (
    AssessmentAppeal,
    AssessmentBegin,
    AssessmentLine,
    AssessmentMarks,
    AssessmentRun,
    AssessmentSheet,
    AssessmentStepBody,
    AssessmentWhole,
    PublicationStepBody,
    PublishedResult,
    RulingBody,
    ScoreAppealBody,
    ScoreCorrection,
    ScoreCorrectionBody,
    UnitNote,
    UnitNoteBody,
)
from chongyang.supervision import operations, queries
from chongyang.supervision.rules.schemes import get_scheme
from chongyang.supervision.rules.tables import PUBLISHED
from chongyang.territory.enums import TokenName
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

assessment = Router(tags=["assessment"], auth=Bearer(TokenName.ASSESSMENT_READ))
WRITES = Bearer(TokenName.ASSESSMENT_WRITE)
writes = writer(assessment, WRITES)
STEPS: dict[str, Any] = {
    "count": operations.recount,
    "announce": operations.announce,
    "settle": operations.settle,
    "confirm": operations.confirm,
    "send_back": operations.send_back,
    "abandon": operations.abandon,
}
PUBLISHING: dict[str, Any] = {
    "approve": operations.approve_publication,
    "decline": operations.decline_publication,
    "withdraw": operations.withdraw_publication,
}
WITH_REASON = ("send_back", "abandon", "decline", "withdraw")


@assessment.get("/assessment/schemes/{int:year}", operation_id="get_assessment_scheme")
def scheme(request: HttpRequest, year: int) -> dict[str, Any]:
    """Both lists of a year's newest scheme, their items with weight or cap and clause."""
    demand(scope_of(request), Can.READ_ASSESSMENT)
    found = get_scheme(year)
    if found is None:
        raise Problem("not-found")
    return {
        **{name: getattr(found, name) for name in ("year", "version", "confirmed", "source", "decimals")},
        **{name: getattr(found, name) for name in ("judges", "appeal_workdays", "missing", "deviation")},
        "lists": {one.listing.value: [_item(item) for item in one.items] for one in found.lists},
    }


def _item(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("key", "label", "english", "clause", "kind", "most")}


@assessment.get("/assessment/runs", response=list[AssessmentRun], operation_id="list_assessments")
def list_runs(request: HttpRequest) -> Any:
    """Every run within reach: before the units were told, of who assesses alone."""
    return queries.list_runs(scope_of(request))


@assessment.get("/assessment/runs/{uuid:run}", response=AssessmentWhole, operation_id="get_assessment")
def get_run(request: HttpRequest, run: UUID) -> dict[str, Any]:
    """One run with the sheets and appeals within reach."""
    scope = scope_of(request)
    held = queries.access_run(scope, run)
    sheets = queries.list_sheets(scope, held)
    if not sheets:
        raise Problem("not-found")
    return {
        "run": plain(held.run, AssessmentRun),
        "sheets": [_sheet(sheet) for sheet in sheets],
        "appeals": [plain(row, AssessmentAppeal) for row in queries.list_appeals(scope, held)],
    }


def _sheet(sheet: queries.Sheet) -> dict[str, Any]:
    names = ("rank", "total", "base", "bonus", "penalty")
    return {
        "subject": sheet.subject.key,
        "name": sheet.subject.name,
        **{name: getattr(sheet.standing, name, None) for name in names},
        "lines": [plain(score, AssessmentLine) for score in sheet.scores],
    }


@assessment.get(
    "/assessment/runs/{uuid:run}/units/{subject}",
    response=AssessmentSheet,
    operation_id="get_assessment_sheet",
)
def get_sheet(request: HttpRequest, run: UUID, subject: str) -> dict[str, Any]:
    """One unit's sheet with the trace of every point."""
    return _sheet(queries.access_sheet(scope_of(request), run, subject)[1])


@assessment.get("/assessment/runs/{uuid:run}/export", operation_id="export_assessment")
def export(request: HttpRequest, run: UUID) -> dict[str, Any]:
    """Rank, points, corrections and notes for the city's own assessment."""
    scope = scope_of(request)
    return queries.export_of(scope, queries.access_run(scope, run))


@writes("/assessment/runs", AssessmentRun, "open_assessment", made=True)
def open_run(request: HttpRequest, body: AssessmentBegin) -> Any:
    """Begin a list of a year, and count it."""
    return Status(201, operations.open_run(**body.model_dump(), **said(request)))


@writes("/assessment/runs/{uuid:run}/steps", AssessmentRun, "step_assessment")
def step(request: HttpRequest, run: UUID, body: AssessmentStepBody) -> Any:
    """One step; nobody holds two stages of a run."""
    more = {"reason": body.reason} if body.action in WITH_REASON else {}
    return STEPS[body.action](run=run, **more, **said(request))


@writes("/assessment/runs/{uuid:run}/marks", AssessmentRun, "judge_assessment")
def judge(request: HttpRequest, run: UUID, body: AssessmentMarks) -> Any:
    """The caller's marks, all or none."""
    marks = [operations.Mark(**one.model_dump()) for one in body.marks]
    operations.judge(run=run, marks=marks, **said(request))
    return queries.access_run(scope_of(request), run).run


@writes("/assessment/runs/{uuid:run}/appeals", AssessmentAppeal, "appeal_assessment", made=True)
def appeal(request: HttpRequest, run: UUID, body: ScoreAppealBody) -> Any:
    """A unit's own person appeals one item, once, within the days."""
    return Status(201, operations.appeal(run=run, **body.model_dump(), **said(request)))


@writes("/assessment/appeals/{uuid:key}/ruling", AssessmentAppeal, "decide_assessment_appeal")
def decide(request: HttpRequest, key: UUID, body: RulingBody) -> Any:
    """Decided by somebody who neither counted nor judged."""
    return operations.decide_appeal(key=key, **body.model_dump(), **said(request))


@assessment.put(
    "/assessment/runs/{uuid:run}/units/{subject}/marks/{item}/files",
    response={201: KeptFile},
    auth=WRITES,
    operation_id="attach_to_assessment_mark",
)
@streaming
def attach_to_mark(request: HttpRequest, run: UUID, subject: str, item: str, name: str = "") -> Any:
    """The bytes of a file as the body, for a mark that the caller gave."""
    told: dict[str, Any] = {"run": run, "subject": subject[:80], "item": item[:40]}
    return Status(201, operations.attach_to_mark(file=handed(request, name), **told, **said(request)))


@assessment.put(
    "/assessment/appeals/{uuid:key}/files",
    response={201: KeptFile},
    auth=WRITES,
    operation_id="attach_to_assessment_appeal",
)
@streaming
def attach_to_appeal(request: HttpRequest, key: UUID, name: str = "") -> Any:
    """The bytes of a file as the body, for an appeal of the caller's unit that nobody decided."""
    return Status(201, operations.attach_to_appeal(key=key, file=handed(request, name), **said(request)))


@assessment.get(
    "/assessment/runs/{uuid:run}/units/{subject}/files/{uuid:file}",
    response=FileContent,
    operation_id="get_assessment_file",
)
def get_file(request: HttpRequest, run: UUID, subject: str, file: UUID) -> dict[str, Any]:
    """A file behind an appeal, or for who assesses behind a mark."""
    scope = scope_of(request)
    held, _ = queries.access_sheet(scope, run, subject)
    return content_of(queries.access_evidence(scope, held, subject, file))


@writes("/assessment/runs/{uuid:run}/corrections", ScoreCorrection, "correct_assessment", made=True)
def correct(request: HttpRequest, run: UUID, body: ScoreCorrectionBody) -> Any:
    """Propose a correction of a locked score."""
    return Status(201, operations.propose_correction(run=run, **body.model_dump(), **said(request)))


@writes("/assessment/corrections/{uuid:key}/confirm", ScoreCorrection, "confirm_assessment_correction")
def confirm(request: HttpRequest, key: UUID) -> Any:
    """Another person confirms it; the ranks follow."""
    return operations.confirm_correction(key=key, **said(request))


@writes("/assessment/runs/{uuid:run}/notes", UnitNote, "note_assessment", made=True)
def note(request: HttpRequest, run: UUID, body: UnitNoteBody) -> Any:
    """Propose praise or a call to account, with the clause."""
    return Status(201, operations.write_note(run=run, **body.model_dump(), **said(request)))


@assessment.get("/assessment/results", response=list[PublishedResult], operation_id="list_results")
def list_results(request: HttpRequest) -> Any:
    """What is or was public."""
    return [_published(row) for row in queries.list_published()]


def _published(row: Any) -> dict[str, Any]:
    told = plain(row, PublishedResult)
    return told if row.state == PUBLISHED else told | {"extract": {}}


@writes("/assessment/runs/{uuid:run}/publications", PublishedResult, "propose_results", made=True)
def propose(request: HttpRequest, run: UUID) -> Any:
    """The extract of a locked run as it would be read."""
    return Status(201, operations.propose_publication(run=run, **said(request)))


@writes("/assessment/publications/{uuid:key}/steps", PublishedResult, "step_results")
def publish(request: HttpRequest, key: UUID, body: PublicationStepBody) -> Any:
    """Another person approves, declines, withdraws."""
    more = {"reason": body.reason} if body.action in WITH_REASON else {}
    return PUBLISHING[body.action](key=key, **more, **said(request))
