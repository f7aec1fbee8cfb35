"""Carers by JSON: a provider keeps its own, who plans or admits reads those within reach."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from chongyang.api import cursors
from chongyang.api import services_shapes as shapes
from chongyang.api.marks import streaming
from chongyang.api.needs import scope_of
from chongyang.api.services import WRITES, said, services, writes
from chongyang.api.shapes import LIMIT, Cursor, Limit, plain
from chongyang.api.uploads import sent_file
from chongyang.core.clock import now
from chongyang.workforce import operations, queries
from chongyang.workforce.operations import CarerForm, CredentialForm

WAY = "/services/carers"
ONE = WAY + "/{uuid:carer}"


def _row(row: Any, shape: Any = shapes.CarerRow, **more: Any) -> dict[str, Any]:
    covered = {name: str(getattr(row, name)) for name in ("phone", "identity_number")}
    return plain(row, shape, **covered, **more)


@services.get(WAY, response=shapes.CarerPage, operation_id="list_care_workers")
def list_carers(request: HttpRequest, cursor: Cursor | None = None, limit: Limit = LIMIT) -> Any:
    """Carers within reach by key."""
    scope = scope_of(request)
    after = UUID(cursors.read(cursor, "carers", {}, scope)[0]) if cursor else None
    rows = queries.list_carers(scope, after=after, limit=limit + 1)
    items, following = cursors.page(rows, limit, lambda row: cursors.write((row.id,), "carers", {}, scope))
    return {"items": [_row(row) for row in items], "next": following}


@services.get(WAY + "/endings", response=list[shapes.RunsOutRow], operation_id="list_ending_certificates")
def list_endings(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Certificates that end within thirty days or have ended."""
    return queries.list_endings(scope_of(request), timezone.localdate(now()), limit=limit)


@services.get(ONE, response=shapes.CarerFull, operation_id="read_carer")
def read_carer(request: HttpRequest, carer: UUID) -> Any:
    """One with certificates and the absences that are not over."""
    row = queries.access_carer(scope_of(request), carer)
    held = {"credentials": queries.list_credentials(row)}
    return _row(row, shapes.CarerFull, **held, absences=queries.list_absences(row, since=now()))


def _form(body: shapes.CareWorkerBody) -> CarerForm:
    return CarerForm(**{**body.model_dump(), "dialects": tuple(body.dialects)})


@writes(WAY, shapes.CarerRow, "enter_carer", made=True)
def enter(request: HttpRequest, body: shapes.CareWorkerBody) -> Any:
    """Somebody begins to work for the caller's provider."""
    return _row(operations.enter(form=_form(body), **said(request)))


@services.patch(ONE, response=shapes.CarerRow, auth=WRITES, operation_id="update_carer")
def update(request: HttpRequest, carer: UUID, body: shapes.CareWorkerBody) -> Any:
    """Replace what is known, but for the identity and the first day."""
    return _row(operations.update(carer=carer, form=_form(body), **said(request)))


@writes(ONE + "/end", shapes.CarerRow, "end_carer")
def end(request: HttpRequest, carer: UUID, body: shapes.ServiceEndBody) -> Any:
    """The first day on which she is not sent any more."""
    return _row(operations.end(carer=carer, ends_on=body.ends_on, **said(request)))


@writes(ONE + "/account", shapes.CarerRow, "link_carer_account")
def link_account(request: HttpRequest, carer: UUID, body: shapes.CarerAccountBody) -> Any:
    """The account with which she signs in."""
    return _row(operations.link_account(carer=carer, username=body.username, **said(request)))


@writes(ONE + "/credentials", shapes.CredentialRow, "certify_carer", made=True)
def certify(request: HttpRequest, carer: UUID, body: shapes.CredentialBody) -> Any:
    """A certificate; its paper follows as a file."""
    form = CredentialForm(**body.model_dump())
    return operations.certify(carer=carer, form=form, **said(request))


@services.put(
    WAY + "/credentials/{uuid:credential}/file",
    response=shapes.CredentialRow,
    auth=WRITES,
    operation_id="attach_carer_certificate",
)
@streaming
def attach_paper(request: HttpRequest, credential: UUID, name: str = "") -> Any:
    """The bytes of the paper as the body, once."""
    return operations.attach_paper(credential=credential, **sent_file(request, name), **said(request))


@services.post(
    WAY + "/credentials/{uuid:credential}/end",
    response={204: None},
    auth=WRITES,
    operation_id="end_credential",
)
def end_credential(request: HttpRequest, credential: UUID) -> Any:
    """Withdrawn or entered by mistake: from today it counts no more."""
    operations.end_credential(credential=credential, **said(request))
    return None


@writes(ONE + "/absences", shapes.AbsenceRow, "add_carer_absence", made=True)
def add_absence(request: HttpRequest, carer: UUID, body: shapes.AbsenceBody) -> Any:
    """From then to then she is not sent."""
    return operations.add_absence(carer=carer, **body.model_dump(), **said(request))


@services.post(
    WAY + "/absences/{uuid:absence}/cancel",
    response={204: None},
    auth=WRITES,
    operation_id="cancel_carer_absence",
)
def cancel_absence(request: HttpRequest, absence: UUID) -> Any:
    """She comes after all."""
    operations.cancel_absence(absence=absence, **said(request))
    return None
