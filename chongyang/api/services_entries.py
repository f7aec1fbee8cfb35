"""Entry and yearly checks by JSON: the applicant's steps and the county's, the same refusals as the desk."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from chongyang.api import services_shapes as shapes
from chongyang.api.marks import streaming
from chongyang.api.needs import scope_of
from chongyang.api.services import WRITES, said, services, writes
from chongyang.api.shapes import plain
from chongyang.api.uploads import sent_file
from chongyang.services import operations, queries
from chongyang.services.operations import EntryForm

ENTRY = "/services/entries/{uuid:entry}"
CHECK = "/services/checks/{uuid:check}"
Show = Literal["open", "done"]


@services.get("/services/entries", response=list[shapes.EntryRow], operation_id="list_service_entries")
def list_entries(request: HttpRequest, show: Show = "open") -> Any:
    """What waits for who admits, by deadline, or what is done."""
    return queries.list_work(scope_of(request), show=show)


@services.get(
    "/services/own-entries", response=list[shapes.EntryRow], operation_id="list_own_service_entries"
)
def list_own(request: HttpRequest) -> Any:
    """The applications of the caller's organisation, the newest first."""
    return queries.list_own_entries(scope_of(request))


def _full(row: Any) -> dict[str, Any]:
    words = {"statement": row.statement.plain, "answer": row.answer.plain}
    return plain(row, shapes.EntryFull, **words, files=queries.list_files(row))


@services.get(ENTRY, response=shapes.EntryFull, operation_id="read_service_entry")
def read_entry(request: HttpRequest, entry: UUID) -> Any:
    """One application, for the applicant and for who admits."""
    return _full(queries.access_entry(scope_of(request), entry))


@writes("/services/entries", shapes.EntryRow, "begin_service_entry", made=True)
def begin(request: HttpRequest) -> Any:
    """A draft in the name of the caller's organisation."""
    return operations.begin(**said(request))


@services.patch(ENTRY, response=shapes.EntryFull, auth=WRITES, operation_id="save_service_entry")
def save(request: HttpRequest, entry: UUID, body: shapes.EntryBody) -> Any:
    """Keep what is known so far."""
    told = body.model_dump() | {"kinds": tuple(body.kinds), "areas": tuple(body.areas)}
    return _full(operations.save(entry=entry, form=EntryForm(**told), **said(request)))


@services.put(
    f"{ENTRY}/files",
    response={201: shapes.EntryFileRow},
    auth=WRITES,
    operation_id="attach_service_entry_file",
)
@streaming
def attach(request: HttpRequest, entry: UUID, kind: str, name: str = "") -> Any:
    """The bytes of a paper as the body."""
    return operations.attach(entry=entry, kind=kind[:60], **sent_file(request, name), **said(request))


@writes(f"{ENTRY}/submit", shapes.EntryRow, "submit_service_entry")
def submit(request: HttpRequest, entry: UUID) -> Any:
    """Hand it in, or again after completion."""
    return operations.submit(entry=entry, **said(request))


@services.post(
    f"{ENTRY}/take-back", response={204: None}, auth=WRITES, operation_id="take_back_service_entry"
)
def take_back(request: HttpRequest, entry: UUID) -> Any:
    """No longer wanted; a draft goes with its papers."""
    operations.take_back(entry=entry, **said(request))
    return None


@writes(f"{ENTRY}/accept", shapes.EntryRow, "accept_service_entry")
def accept(request: HttpRequest, entry: UUID) -> Any:
    """Everything is there."""
    return operations.accept(entry=entry, **said(request))


@writes(f"{ENTRY}/return", shapes.EntryRow, "return_service_entry")
def return_entry(request: HttpRequest, entry: UUID, body: shapes.ServiceReasonBody) -> Any:
    """Something is missing."""
    return operations.return_entry(entry=entry, reason=body.reason, **said(request))


@writes(f"{ENTRY}/visit", shapes.EntryRow, "report_service_entry_visit")
def report_visit(request: HttpRequest, entry: UUID, body: shapes.EntryVisitBody) -> Any:
    """What was seen on site, by another person."""
    return operations.report_visit(entry=entry, **body.model_dump(), **said(request))


@writes(f"{ENTRY}/admit", shapes.ServiceProviderRow, "admit_service_provider")
def admit(request: HttpRequest, entry: UUID) -> Any:
    """A third person puts it on the public list."""
    return operations.admit(entry=entry, **said(request))


@writes(f"{ENTRY}/refuse", shapes.EntryRow, "refuse_service_entry")
def refuse(request: HttpRequest, entry: UUID, body: shapes.ServiceReasonBody) -> Any:
    """It does not become a provider."""
    return operations.refuse_entry(entry=entry, reason=body.reason, **said(request))


@services.get("/services/checks", response=list[shapes.YearlyCheckRow], operation_id="list_yearly_checks")
def list_checks(request: HttpRequest, show: Show = "open") -> Any:
    """Yearly checks within reach of who admits."""
    return queries.list_checks(scope_of(request), show=show)


@services.get(
    "/services/own-checks", response=list[shapes.YearlyCheckRow], operation_id="list_own_yearly_checks"
)
def list_own_checks(request: HttpRequest) -> Any:
    """Those of the caller's provider."""
    return queries.list_own_checks(scope_of(request))


@writes(f"{CHECK}/report", shapes.YearlyCheckRow, "report_yearly_check")
def report(request: HttpRequest, check: UUID, body: shapes.EntryReportBody) -> Any:
    """The provider's report of its year, or of what it mended."""
    return operations.report(check=check, statement=body.statement, **said(request))


@services.put(
    f"{CHECK}/files",
    response={201: shapes.EntryFileRow},
    auth=WRITES,
    operation_id="attach_yearly_check_file",
)
@streaming
def attach_to_check(request: HttpRequest, check: UUID, kind: str, name: str = "") -> Any:
    """The bytes of a paper of the report as the body."""
    told: dict[str, Any] = {"check": check, "kind": kind[:60], **sent_file(request, name)}
    return Status(201, operations.attach_to_check(**told, **said(request)))


@writes(f"{CHECK}/look", shapes.YearlyCheckRow, "look_at_yearly_check")
def look(request: HttpRequest, check: UUID, body: shapes.EntryVisitBody) -> Any:
    """What one person saw; another decides."""
    return operations.look(check=check, **body.model_dump(), **said(request))


@writes(f"{CHECK}/pass", shapes.YearlyCheckRow, "pass_yearly_check")
def let_pass(request: HttpRequest, check: UUID) -> Any:
    """In order: the next check lies a year on."""
    return operations.let_pass(check=check, **said(request))


@writes(f"{CHECK}/mend", shapes.YearlyCheckRow, "ask_to_mend_yearly_check")
def mend(request: HttpRequest, check: UUID, body: shapes.MendBody) -> Any:
    """Something is to be mended by a day."""
    return operations.ask_to_mend(check=check, **body.model_dump(), **said(request))


@writes(f"{CHECK}/fail", shapes.YearlyCheckRow, "fail_yearly_check")
def fail(request: HttpRequest, check: UUID, body: shapes.ServiceReasonBody) -> Any:
    """It fails, and the provider is suspended."""
    return operations.fail(check=check, reason=body.reason, **said(request))
