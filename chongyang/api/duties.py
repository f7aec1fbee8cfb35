"""The ledger of duties by JSON: items, duties with their lights, reports, letters, gaps, the tally."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from chongyang.api import duties_shapes as shapes
from chongyang.api.evidence import FileContent, KeptFile, content_of, handed
from chongyang.api.marks import streaming
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Limit, plain
from chongyang.api.treasury import Place, rows_of, said
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import Scope
from chongyang.duties import operations, queries
from chongyang.duties.enums import MatterState, Part
from chongyang.duties.queries import Lit
from chongyang.duties.rules.items import load_items
from chongyang.indicators.rules.periods import Period
from chongyang.territory.enums import TokenName

duties = Router(tags=["duties"], auth=Bearer(TokenName.DUTIES_READ))
WRITES = Bearer(TokenName.DUTIES_WRITE)
writes = writer(duties, WRITES)


def reach_for(request: HttpRequest) -> Scope:
    return queries.reach_of(scope_of(request), now=now())


def _period(name: str) -> Period:
    return Period.read(name) if name else Period.around(timezone.localdate(now()))


def row_of(lit: Lit) -> dict[str, Any]:
    names = ("id", "item", "clause", "part", "state", "due_on")
    return {name: getattr(lit.run, name) for name in names} | {
        "organisation": lit.run.organisation_key,
        "light": lit.light.value,
        "by_rule": lit.judged.light.value,
        "why": [rule.key for rule in lit.judged.why],
        "percent": lit.facts.percent,
        "days_late": lit.facts.days_late,
    }


@duties.get("/duties/items", response=list[shapes.DutyItem], operation_id="list_duty_items")
def list_items(request: HttpRequest, document: str = "", clause: str = "") -> Any:
    """What the plans ask for, in the order of their text."""
    return [item for item in load_items() if document in ("", item.document) and clause in ("", item.clause)]


@duties.get("/duties", response=list[shapes.DutyRow], operation_id="list_duties")
def list_duties(request: HttpRequest, period: shapes.Quarter = "", light: str = "") -> Any:
    """Every duty in reach as of a period, with its light and the rules that made it."""
    reach = reach_for(request)
    with enter(reach):
        lits = queries.list_runs_lit(reach, _period(period), today=timezone.localdate(now()))
        return [row_of(lit) for lit in lits if light in ("", lit.light.value)]


@duties.get("/duties/tally", response=list[shapes.DutyTally], operation_id="tally_duties")
def tally(request: HttpRequest, period: shapes.Quarter = "") -> Any:
    """Duties in numbers by organisation."""
    reach = reach_for(request)
    with enter(reach):
        found = queries.tally(reach, _period(period), today=timezone.localdate(now()))
    names = set(shapes.DutyTally.model_fields) - {"organisation"}
    return [
        {"organisation": key, **{name: getattr(one, name) for name in names}} for key, one in found.items()
    ]


@duties.get("/duties/gaps", response=shapes.DutyGaps, operation_id="list_duty_gaps")
def gaps(request: HttpRequest) -> Any:
    """Matters nobody owns, duties with no milestone, items given to nobody, organisations without liaison."""
    reach = reach_for(request)
    with enter(reach):
        found = queries.list_gaps(reach, now=now())
    parts = ("unowned", "without_milestone", "not_given")
    told: dict[str, Any] = {name: [item.key for item in getattr(found, name)] for name in parts}
    return told | {"without_liaison": list(found.without_liaison)}


@duties.get("/duties/letters", response=list[shapes.DutyLetter], operation_id="list_duty_letters")
def list_letters(request: HttpRequest, state: str = "", after: Place = 0, limit: Limit = LIMIT) -> Any:
    """Letters in reach, the newest first; drafts for offices alone."""
    reach = reach_for(request)
    with enter(reach):
        found = rows_of(queries.list_letters(reach, state), after, limit)["items"]
        return [_letter(row) for row in found]


@duties.get("/duties/escalations", response=list[shapes.DutyEscalation], operation_id="list_duty_escalations")
def list_escalations(request: HttpRequest, state: str = "proposed") -> Any:
    """What the clock proposed, the oldest missed day first."""
    reach = reach_for(request)
    with enter(reach):
        return [_escalation(row) for row in queries.list_escalations(reach, state)]


@duties.get("/duties/matters", response=list[shapes.DutyMatter], operation_id="list_duty_matters")
def list_matters(request: HttpRequest, state: str = "") -> Any:
    """Problems before the leading group in reach, by the day on which they are to be solved."""
    states = [one for one in MatterState if one.value == state]
    reach = reach_for(request)
    with enter(reach):
        return list(queries.list_matters(reach, *states)[:200])


@duties.get("/duties/{uuid:duty}", response=shapes.Duty, operation_id="get_duty")
def get_duty(request: HttpRequest, duty: UUID, period: shapes.Quarter = "") -> Any:
    """One duty with the reports that count."""
    reach = reach_for(request)
    with enter(reach):
        row = queries.access_run(reach, duty)
        runs = type(row).objects.filter(id=row.id)
        found = queries.list_runs_lit(reach, _period(period), today=timezone.localdate(now()), runs=runs)
        if not found:
            raise Problem("not-found")
        reports = [_report(one) for one in queries.list_told(reach, row).reports]
        return row_of(found[0]) | {"basis": row.basis, "reports": reports}


@writes("/duties/items/{key}/assignments", list[shapes.GivenDuty], "assign_duty_item", made=True)
def assign(request: HttpRequest, key: str, body: shapes.GiveBody) -> Any:
    """Give an item to organisations."""
    part, told = Part.of(body.part), body.model_dump(exclude={"part"})
    return operations.assign_item(item=key, part=part, **told, **said(request))


@writes("/duties/{uuid:duty}/reports", shapes.DutyReport, "report_duty", made=True)
def report(request: HttpRequest, duty: UUID, body: shapes.ReportBody) -> Any:
    """The report of a quarter; its files are handed in one by one afterwards."""
    told = body.model_dump(exclude={"period"}) | {"reached": tuple(body.reached)}
    row = operations.report_progress(
        run=duty, period=Period.read(body.period), told=operations.ReportTold(**told), **said(request)
    )
    return _report(row)


@writes("/duties/reports/{uuid:progress}/additions", shapes.DutyReport, "add_to_duty_report", made=True)
def add(request: HttpRequest, progress: UUID, body: shapes.AdditionBody) -> Any:
    """Say something of a past quarter; the report stays as it was."""
    made = operations.add_to_progress(progress=progress, **body.model_dump(), **said(request))
    return _report(made.progress)


@duties.put(
    "/duties/reports/{uuid:progress}/files",
    response={201: KeptFile},
    auth=WRITES,
    operation_id="attach_to_duty_report",
)
@streaming
def attach(request: HttpRequest, progress: UUID, name: str = "", document: str = "") -> Any:
    """The bytes of a photograph or paper as the body. After the quarter it is an addition and needs its
    `document`.
    """
    told: dict[str, Any] = {"file": handed(request, name), "document": document}
    return Status(201, operations.attach_to_progress(progress=progress, **told, **said(request)))


@duties.put(
    "/duties/letters/{uuid:letter}/files",
    response={201: KeptFile},
    auth=WRITES,
    operation_id="attach_to_duty_reply",
)
@streaming
def attach_to_reply(request: HttpRequest, letter: UUID, name: str = "") -> Any:
    """The bytes of a file as the body, for a reply whose letter is not closed."""
    return Status(201, operations.attach_to_reply(letter=letter, file=handed(request, name), **said(request)))


@duties.get("/duties/files/{uuid:file}", response=FileContent, operation_id="get_duty_file")
def get_file(request: HttpRequest, file: UUID) -> dict[str, Any]:
    """A file that a report, an addition or a reply in reach names."""
    reach = reach_for(request)
    with enter(reach):
        return content_of(queries.access_file(reach, file))


@writes("/duties/{uuid:duty}/steps", shapes.GivenDuty, "step_duty")
def step(request: HttpRequest, duty: UUID, body: shapes.DutyStepBody) -> Any:
    """One step of 反馈, 核查, 销号; nobody holds two stages."""
    if body.action == "answer":
        return operations.answer_run(run=duty, reason=body.reason, **said(request))
    return operations.judge_run(run=duty, action=body.action, reason=body.reason, **said(request))


@writes("/duties/{uuid:duty}/lights", shapes.LightBody, "set_duty_light", made=True)
def set_light(request: HttpRequest, duty: UUID, body: shapes.LightBody) -> Any:
    """Differ from the rule's light of a quarter, with a reason."""
    told: dict[str, Any] = {"light": body.light, "reason": body.reason}
    return operations.set_light(run=duty, period=Period.read(body.period), **told, **said(request))


@writes("/duties/letters", shapes.DutyLetter, "draft_duty_letter", made=True)
def draft(request: HttpRequest, body: shapes.LetterBody) -> Any:
    """A letter for a second person of the office to sign."""
    told = operations.LetterTold(runs=tuple(body.duties), **body.model_dump(exclude={"duties"}))
    return _letter(operations.draft_letter(told=told, **said(request)))


@writes("/duties/letters/{uuid:letter}/steps", shapes.DutyLetter, "step_duty_letter")
def step_letter(request: HttpRequest, letter: UUID, body: shapes.LetterStepBody) -> Any:
    """Sign it, answer it, close it; by different persons."""
    if body.action == "sign":
        return _letter(operations.sign_letter(letter=letter, **said(request)))
    if body.action == "reply":
        return _letter(operations.reply_letter(letter=letter, reply=body.reply, **said(request)))
    told: dict[str, Any] = {"action": body.action, "reason": body.reason}
    return _letter(operations.judge_letter(letter=letter, **told, **said(request)))


@writes("/duties/escalations/{uuid:escalation}", shapes.DutyEscalation, "decide_duty_escalation")
def decide(request: HttpRequest, escalation: UUID, body: shapes.EscalationBody) -> Any:
    """Issue what the clock proposed, or decline it with a reason."""
    return _escalation(
        operations.decide_escalation(escalation=escalation, **body.model_dump(), **said(request))
    )


def _report(row: Any) -> dict[str, Any]:
    additions = [plain(one, shapes.DutyAddition) for one in row.additions.order_by("told_at", "id")]
    return plain(row, shapes.DutyReport, additions=additions)


def _letter(row: Any) -> dict[str, Any]:
    return plain(row, shapes.DutyLetter)


def _escalation(row: Any) -> dict[str, Any]:
    return plain(row, shapes.DutyEscalation, duty=row.run_id)
