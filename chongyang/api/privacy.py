"""Who read what, broken glass, rights, retention and exports by JSON; as on the desks."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router, Status
from pydantic import Field

from chongyang.api import cursors, problems
from chongyang.api import privacy_shapes as shapes
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.problems import Problem
from chongyang.api.shapes import LIMIT, Cursor, Limit, interval, plain
from chongyang.core.clock import now
from chongyang.privacy import operations, queries
from chongyang.privacy.operations import RequestForm
from chongyang.territory.enums import TokenName

privacy = Router(tags=["privacy"], auth=Bearer(TokenName.PRIVACY_READ))
writes = writer(privacy, Bearer(TokenName.PRIVACY_WRITE))
KINDS = {
    "json": "application/json",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Rule = Annotated[str, Field(max_length=30)]


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"scope": scope_of(request), "now": now()}


def _file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=KINDS[name.rpartition(".")[2]])
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return answer


@privacy.get("/unusual", response=shapes.ReadingFindingPage, operation_id="list_unusual")
def list_unusual(
    request: HttpRequest,
    rule: Rule = "",
    closed: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Unusual reading within reach, the newest first; closed ones on demand."""
    scope, filters = scope_of(request), {"rule": rule, "closed": closed}
    before = UUID(cursors.read(cursor, "findings", filters, scope)[0]) if cursor else None
    states = (*queries.OPEN_FINDINGS, "closed") if closed else queries.OPEN_FINDINGS
    found = queries.list_findings(scope, states=states, rule=rule, before=before, limit=limit + 1)
    items, following = cursors.page(
        found, limit, lambda row: cursors.write([row.id], "findings", filters, scope)
    )
    return {"items": [shapes.finding(row) for row in items], "next": following}


@privacy.get("/unusual/own", response=list[shapes.ReadingFindingRow], operation_id="list_own_unusual")
def list_own_unusual(request: HttpRequest) -> list[dict[str, Any]]:
    """What this account itself was asked about."""
    return [shapes.finding(row) for row in queries.list_own_findings(scope_of(request))]


@writes("/unusual/{uuid:finding}/ask", shapes.ReadingFindingRow, "ask_reader")
def ask_reader(request: HttpRequest, finding: UUID, body: shapes.ReaderQuestionBody) -> dict[str, Any]:
    """Ask the reader for an explanation."""
    return shapes.finding(operations.ask_reader(finding=finding, question=body.question, **_said(request)))


@writes("/unusual/{uuid:finding}/explain", shapes.ReadingFindingRow, "explain_finding")
def explain_finding(request: HttpRequest, finding: UUID, body: shapes.WordsBody) -> dict[str, Any]:
    """The reader's own answer."""
    return shapes.finding(operations.explain_finding(finding=finding, words=body.words, **_said(request)))


@writes("/unusual/{uuid:finding}/close", shapes.ReadingFindingRow, "close_finding")
def close_finding(request: HttpRequest, finding: UUID, body: shapes.FindingVerdictBody) -> dict[str, Any]:
    """The verdict of somebody else than the reader."""
    return shapes.finding(
        operations.close_finding(
            finding=finding, verdict=body.verdict.value, reason=body.reason, **_said(request)
        )
    )


@privacy.get("/glasses", response=list[shapes.GlassRow], operation_id="list_glasses")
def list_glasses(request: HttpRequest, reviewed: bool = False, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Openings out of scope that wait for a review, the newest first; reviewed ones on demand."""
    states = ("waiting", "late", "closed") if reviewed else ("waiting", "late")
    return shapes.rows(queries.list_glasses(scope_of(request), states=states, limit=limit), shapes.GlassRow)


@writes("/glasses", shapes.GlassRow, "break_glass", made=True)
def break_glass(request: HttpRequest, body: shapes.BreakBody) -> Any:
    """Open one file out of scope for an hour; the reader, the elder's side and supervisors are told.

    A refused question stays an event, so its problem is an answer and undoes nothing.
    """
    said: dict[str, Any] = {"identity": body.identity, "reason": body.reason.value, "words": body.words}
    try:
        row = operations.break_glass(**said, **_said(request))
    except operations.UnableToHandle as refused:
        errors = [(problems.pointer(name), why) for name, why in refused.faults.items()]
        return problems.answer(Problem("invalid", errors=errors))
    return Status(201, plain(row, shapes.GlassRow))


@writes("/glasses/{uuid:glass}/review", shapes.GlassRow, "review_glass")
def review_glass(request: HttpRequest, glass: UUID, body: shapes.GlassVerdictBody) -> dict[str, Any]:
    """The review, by somebody else than who opened it."""
    verdict: dict[str, Any] = {"verdict": body.verdict.value, "reason": body.reason}
    return plain(operations.review_glass(glass=glass, **verdict, **_said(request)), shapes.GlassRow)


@writes("/glasses/{uuid:glass}/end", shapes.GlassRow, "end_glass")
def end_glass(request: HttpRequest, glass: UUID) -> dict[str, Any]:
    """Who opened it needs it no more."""
    return plain(operations.end_glass(glass=glass, **_said(request)), shapes.GlassRow)


@privacy.get("/rights", response=list[shapes.RightRow], operation_id="list_rights")
def list_rights(request: HttpRequest, done: bool = False, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Requests about personal data within reach, the soonest due first."""
    open_ones = ("received", "working", "answered")
    states = (*open_ones, "handed", "withdrawn") if done else open_ones
    return shapes.rows(queries.list_requests(scope_of(request), states=states, limit=limit), shapes.RightRow)


@privacy.get("/elders/{uuid:elder}/rights", response=list[shapes.RightRow], operation_id="rights_of")
def rights_of(request: HttpRequest, elder: UUID) -> list[dict[str, Any]]:
    """What was asked about one person, the newest first."""
    return shapes.rows(queries.requests_of(scope_of(request), elder), shapes.RightRow)


@writes("/elders/{uuid:elder}/rights", shapes.RightRow, "ask_right", made=True)
def ask_right(request: HttpRequest, elder: UUID, body: shapes.AskRightBody) -> Any:
    """Access, copy, correction or deletion."""
    form = RequestForm(
        kind=body.kind.value,
        text=body.text,
        asker=body.asker.value if body.asker else "",
        channel=body.channel.value if body.channel else "",
    )
    return Status(
        201, plain(operations.ask_right(person=elder, form=form, **_said(request)), shapes.RightRow)
    )


@writes("/rights/{uuid:right}/take", shapes.RightRow, "take_right")
def take_right(request: HttpRequest, right: UUID) -> dict[str, Any]:
    """Take it in hand."""
    return plain(operations.take_request(request=right, **_said(request)), shapes.RightRow)


@writes("/rights/{uuid:right}/extend", shapes.RightRow, "extend_right")
def extend_right(request: HttpRequest, right: UUID, body: shapes.PrivacyReasonBody) -> dict[str, Any]:
    """Move the deadline once, with a reason."""
    row = operations.extend_request(request=right, reason=body.reason, **_said(request))
    return plain(row, shapes.RightRow)


@writes("/rights/{uuid:right}/answer", shapes.RightRow, "answer_right")
def answer_right(request: HttpRequest, right: UUID, body: shapes.AnswerRightBody) -> dict[str, Any]:
    """The answer; a deletion has been carried out before."""
    row = operations.answer_request(
        request=right,
        outcome=body.outcome.value,
        answer=body.answer,
        reference=body.reference,
        **_said(request),
    )
    return plain(row, shapes.RightRow)


@writes("/rights/{uuid:right}/hand", shapes.RightRow, "hand_right")
def hand_right(request: HttpRequest, right: UUID, body: shapes.HandBody) -> dict[str, Any]:
    """The answer reached the person."""
    row = operations.hand_out(request=right, handing=body.handing.value, **_said(request))
    return plain(row, shapes.RightRow)


@writes("/rights/{uuid:right}/withdraw", shapes.RightRow, "withdraw_right")
def withdraw_right(request: HttpRequest, right: UUID) -> dict[str, Any]:
    """Who asked wants it no more."""
    return plain(operations.withdraw_request(request=right, **_said(request)), shapes.RightRow)


@writes("/rights/{uuid:right}/deletion", shapes.ListRow, "propose_deletion", made=True)
def propose_deletion(request: HttpRequest, right: UUID) -> Any:
    """The destruction list for a person's deletion; what a law keeps is named."""
    return Status(201, plain(operations.propose_deletion(request=right, **_said(request)), shapes.ListRow))


@privacy.get("/rights/{uuid:right}/copy", response={200: None}, operation_id="make_copy")
def make_copy(request: HttpRequest, right: UUID, form: Literal["json", "pdf"] = "json") -> HttpResponse:
    """Everything that is held of the person; an event says that it was made."""
    return _file(*operations.make_copy(request=right, form=form, **_said(request)))


@privacy.get("/holds", response=list[shapes.HoldRow], operation_id="list_holds")
def list_holds(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Whose records must not be destroyed now."""
    return shapes.rows(queries.list_holds(scope_of(request), limit=limit), shapes.HoldRow)


@writes("/elders/{uuid:elder}/holds", shapes.HoldRow, "place_hold", made=True)
def place_hold(request: HttpRequest, elder: UUID, body: shapes.HoldBody) -> Any:
    """Keep everything of a person until it is lifted."""
    said: dict[str, Any] = {"reason": body.reason.value, "case_number": body.case_number}
    return Status(201, plain(operations.place_hold(person=elder, **said, **_said(request)), shapes.HoldRow))


@writes("/holds/{uuid:hold}/lift", shapes.HoldRow, "lift_hold")
def lift_hold(request: HttpRequest, hold: UUID) -> dict[str, Any]:
    """The reason is over."""
    return plain(operations.lift_hold(hold=hold, **_said(request)), shapes.HoldRow)


@privacy.get("/destruction", response=list[shapes.ListRow], operation_id="list_destruction")
def list_destruction(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Destruction lists within reach, the newest first."""
    return shapes.rows(queries.list_lists(scope_of(request), limit=limit), shapes.ListRow)


@writes("/destruction", shapes.ListRow, "propose_destruction", made=True)
def propose_destruction(request: HttpRequest, body: shapes.ClassBody) -> Any:
    """A list of what is over in one class of record."""
    row = operations.propose_destruction(record_class=body.record_class, **_said(request))
    return Status(201, plain(row, shapes.ListRow))


@writes("/destruction/{uuid:key}/approve", shapes.ListRow, "approve_destruction")
def approve_destruction(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """The second signature."""
    return plain(operations.approve_destruction(key=key, **_said(request)), shapes.ListRow)


@writes("/destruction/{uuid:key}/refuse", shapes.ListRow, "refuse_destruction")
def refuse_destruction(request: HttpRequest, key: UUID, body: shapes.PrivacyReasonBody) -> dict[str, Any]:
    """Nothing of it is destroyed."""
    return plain(operations.refuse_destruction(key=key, reason=body.reason, **_said(request)), shapes.ListRow)


@writes("/destruction/{uuid:key}/carry-out", shapes.ListRow, "carry_out_destruction")
def carry_out_destruction(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Destroy what the list names; the certificate says what became of each row."""
    return plain(operations.carry_out(key=key, **_said(request)), shapes.ListRow)


@privacy.get("/destruction/{uuid:key}/certificate", response={200: None}, operation_id="get_certificate")
def get_certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """The certificate as PDF."""
    return _file(*operations.make_certificate(key=key, **_said(request)))


@privacy.get("/exports", response=list[shapes.ExportRow], operation_id="list_exports")
def list_exports(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """What this account asked for, the newest first."""
    return shapes.rows(queries.list_own_exports(scope_of(request), limit), shapes.ExportRow)


@privacy.get("/exports/waiting", response=list[shapes.ExportRow], operation_id="list_waiting_exports")
def list_waiting_exports(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """What waits for an approval, the oldest first."""
    return shapes.rows(queries.list_waiting_exports(scope_of(request), limit), shapes.ExportRow)


@writes("/exports", shapes.ExportRow, "ask_export", made=True)
def ask_export(request: HttpRequest, body: shapes.AskExportBody) -> Any:
    """Ask for the masked list of an area; a small one is released at once."""
    row = operations.ask_export(within=interval(body.area), purpose=body.purpose.value, **_said(request))
    return Status(201, plain(row, shapes.ExportRow))


@writes("/exports/{uuid:export}/approve", shapes.ExportRow, "approve_export")
def approve_export(request: HttpRequest, export: UUID) -> dict[str, Any]:
    """By somebody else than who asked."""
    return plain(operations.approve_export(export=export, **_said(request)), shapes.ExportRow)


@writes("/exports/{uuid:export}/refuse", shapes.ExportRow, "refuse_export")
def refuse_export(request: HttpRequest, export: UUID, body: shapes.PrivacyReasonBody) -> dict[str, Any]:
    """Send it back, with a reason."""
    return plain(
        operations.refuse_export(export=export, reason=body.reason, **_said(request)), shapes.ExportRow
    )


@privacy.get("/exports/{uuid:export}/file", response={200: None}, operation_id="take_export")
def take_export(request: HttpRequest, export: UUID, form: Literal["csv", "xlsx"] = "csv") -> HttpResponse:
    """The file, for who asked, while its days last; each time an event."""
    return _file(*operations.take_export(export=export, form=form, **_said(request)))
