"""Registration by JSON, the desk's other work: applications, cards, files of many rows, lists to invite."""

import base64
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Path
from pydantic import Field

from chongyang.api import registration_desk_shapes as shapes
from chongyang.api.marks import streaming
from chongyang.api.problems import Problem
from chongyang.api.registration import WRITES, _form, _invitation, _page, _said, registration, writes
from chongyang.api.registration_shapes import (
    ChangeBody,
    ChangeRequestRow,
    InvitationRow,
    RegistrationReplyBody,
)
from chongyang.api.shapes import LIMIT, Cursor, ElderRow, Limit, PersonBody, elder_row, interval
from chongyang.core.identifiers import mask_identity, mask_name
from chongyang.core.words import N_
from chongyang.registration import operations, papers, queries
from chongyang.registration.enums import RowState, Verdict
from chongyang.registration.rules.settings import load
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.registry.enums import Purpose

TOO_LARGE = N_("文件太大，请拆分后分几次上传。")
NO_FILE = N_("这个人还没有档案，请先登记老人，再更新名单。")
LENGTH = N_("请用 Content-Length 说明文件的字节数。")
FileName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]+$")]


@registration.get("/applications", response=shapes.ApplicationPage, operation_id="list_applications")
def list_applications(
    request: HttpRequest, ended: bool = False, cursor: Cursor | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Waiting ones by their deadline, or decided ones, the newest first; names covered."""
    name = "decided_at" if ended else "due_at"
    page = _page(
        request,
        queries.list_applications,
        lambda row: (getattr(row, name), row.id),
        cursor,
        limit,
        is_open=not ended,
    )
    return {**page, "items": [_application(row) for row in page["items"]]}


def _application(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in shapes.ApplicationRow.model_fields if name != "name"}
    return {**told, "name": mask_name(queries.form_of(row).name)}


@registration.get(
    "/applications/{uuid:application}", response=shapes.ApplicationWhole, operation_id="read_application"
)
def read_application(request: HttpRequest, application: UUID) -> dict[str, Any]:
    """What was typed, and who within reach may be the same person already."""
    scope = _said(request)["scope"]
    row = queries.access_application(scope, application)
    form = queries.form_of(row)
    found = queries.doubles_of(scope, form).elders if row.state == "waiting" else []
    typed = {name: getattr(form, name) for name in shapes.Typed.model_fields}
    doubles = [elder_row(files.masked(elder)) for elder in found]
    return {"application": _application(row), "typed": typed, "doubles": doubles}


@writes("/applications/{uuid:application}/accept", ElderRow, "accept_application")
def accept_application(request: HttpRequest, application: UUID) -> Any:
    """Register her with what was applied for; doubles were looked at before."""
    elder = operations.accept_application(application=application, **_said(request))
    return elder_row(files.masked(elder))


@writes("/applications/{uuid:application}/link", shapes.ApplicationRow, "link_application")
def link_application(request: HttpRequest, application: UUID, body: PersonBody) -> Any:
    """She is registered already."""
    row = operations.link_application(application=application, person=body.person, **_said(request))
    return _application(row)


@writes("/applications/{uuid:application}/refuse", shapes.ApplicationRow, "refuse_application")
def refuse_application(request: HttpRequest, application: UUID, body: RegistrationReplyBody) -> Any:
    """Not taken, with the reason that the applicant reads."""
    row = operations.refuse_application(application=application, reason=body.reason, **_said(request))
    return _application(row)


@writes("/rights/{uuid:right}/changes", ChangeRequestRow, "carry_correction", made=True)
def carry_correction(request: HttpRequest, right: UUID, body: ChangeBody) -> Any:
    """A change request for a person's request for a correction; its decision is the answer."""
    return operations.carry_correction(right=right, form=_form(body), **_said(request))


@registration.get("/elders/{uuid:elder}/cards", response=list[shapes.CardRow], operation_id="list_cards")
def list_cards(request: HttpRequest, elder: UUID) -> Any:
    """All cards that she ever had, the newest first; no code."""
    return queries.list_cards(_said(request)["scope"], elder)


@writes("/cards/print", shapes.Sheet, "print_cards")
def print_cards(request: HttpRequest, body: shapes.PrintBody) -> dict[str, Any]:
    """Cards of these persons as a PDF (base64); `again` ends the former card of each."""
    made = operations.print_cards(persons=body.persons, again=body.again, **_said(request))
    address = request.build_absolute_uri(reverse("card", args=["x"])).removesuffix("x/")
    data = papers.set_cards(made, address=address, at=_said(request)["now"])
    return {"count": len(made), "pdf": base64.b64encode(data).decode()}


@writes("/elders/{uuid:elder}/cards/end", shapes.CardRow, "end_card")
def end_card(request: HttpRequest, elder: UUID, body: shapes.EndCardBody) -> Any:
    """Lost, damaged, given back: its code opens nothing any more."""
    return operations.end_card(person=elder, reason=body.reason.value, **_said(request))


@registration.put(
    "/registration/uploads/{file_name}",
    response=shapes.BatchWhole,
    auth=WRITES,
    operation_id="send_registrations",
)
@streaming
def send_file(request: HttpRequest, file_name: Path[FileName]) -> dict[str, Any]:
    """The bytes of a table as the body (`application/octet-stream`), checked and not yet registered; the same
    bytes again are the same batch.
    """
    length, most = request.headers.get("Content-Length", ""), int(load("bulk")["most_bytes"])
    if not length.isdigit():
        raise Problem("bad-request", LENGTH)
    if int(length) > min(most, settings.FEED_BYTES):
        raise Problem("too-large", TOO_LARGE)
    batch = operations.upload_batch(name=file_name, data=request.read(most + 1), **_said(request))
    return _batch(request, batch)


def _batch(request: HttpRequest, row: Any) -> dict[str, Any]:
    scope = _said(request)["scope"]
    counted = queries.count_batch(scope, row.id)
    told = {name: getattr(row, name) for name in shapes.BatchRow.model_fields}
    return {
        "batch": told,
        "verdicts": counted["verdict"],
        "states": counted["state"],
        "to_register": queries.count_confirmed(scope, row.id),
    }


@registration.get("/registration/files", response=list[shapes.BatchRow], operation_id="list_registrations")
def list_batches(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Files of many rows, the newest first."""
    return queries.list_batches(_said(request)["scope"], limit=limit)


@registration.get(
    "/registration/files/{uuid:batch}", response=shapes.BatchWhole, operation_id="get_registrations"
)
def get_batch(request: HttpRequest, batch: UUID) -> dict[str, Any]:
    """One of them with the numbers of its rows."""
    return _batch(request, queries.access_batch(_said(request)["scope"], batch))


@registration.get(
    "/registration/files/{uuid:batch}/rows",
    response=list[shapes.RegisterLineRow],
    operation_id="list_registration_rows",
)
def list_rows(
    request: HttpRequest,
    batch: UUID,
    verdict: Verdict | None = None,
    state: RowState | None = None,
    limit: Limit = LIMIT,
) -> list[dict[str, Any]]:
    """Rows in the order of the file; names and numbers covered."""
    told = {"verdict": verdict.value if verdict else "", "state": state.value if state else ""}
    rows = queries.list_batch_rows(_said(request)["scope"], batch, **told, limit=limit)
    return [_line(row) for row in rows]


def _line(row: Any) -> dict[str, Any]:
    cells, names = queries.cells_of(row), ("name", "identity_number")
    told = {name: getattr(row, name) for name in shapes.RegisterLineRow.model_fields if name not in names}
    number = cells.get("identity_number", "")
    covered = {"name": mask_name(cells.get("name", "")), "identity_number": number and mask_identity(number)}
    return told | covered


@writes("/registration/rows/{uuid:row}/decide", shapes.RegisterLineRow, "decide_registration_row")
def decide_row(request: HttpRequest, row: UUID, body: shapes.TakeBody) -> dict[str, Any]:
    """Of a row that looks like somebody: another person, or the same."""
    return _line(operations.decide_row(row=row, take=body.take, **_said(request)))


@writes("/registration/files/{uuid:batch}/confirm", shapes.BatchWhole, "confirm_registrations")
def confirm_batch(request: HttpRequest, batch: UUID, body: shapes.CountBody) -> dict[str, Any]:
    """The second look: how many shall be registered has to be named."""
    return _batch(request, operations.confirm_batch(batch=batch, count=body.count, **_said(request)))


@writes("/registration/files/{uuid:batch}/portion", shapes.BatchWhole, "register_portion")
def register_portion(request: HttpRequest, batch: UUID) -> dict[str, Any]:
    """Register the next rows of a confirmed file; to be called until its state is `done`."""
    return _batch(request, operations.register_portion(batch=batch, **_said(request)))


@writes("/registration/files/{uuid:batch}/drop", shapes.BatchRow, "drop_registrations")
def drop_batch(request: HttpRequest, batch: UUID) -> Any:
    """Nothing of it shall be registered."""
    return operations.drop_batch(batch=batch, **_said(request))


@writes("/invitations/make", shapes.Made, "make_invitations")
def make_invitations(request: HttpRequest, body: shapes.AreaBody) -> dict[str, int]:
    """Bring the list of an area up to date with who is known today."""
    return {"count": operations.make_list(within=interval(body.area), **_said(request))}


@registration.get(
    "/invitations/{uuid:invitation}", response=shapes.InvitationWhole, operation_id="read_invitation"
)
def read_invitation(request: HttpRequest, invitation: UUID) -> dict[str, Any]:
    """What is known to find her, and what was tried; of somebody with a file an event of reading."""
    said = _said(request)
    row = queries.access_invitation(said["scope"], invitation)
    if row.known_from == "file":
        registry.read_part(elder_id=row.subject, part="invitation", purpose=Purpose.SERVICE.value, **said)
    card = queries.card_of_invited(row)
    return {
        "invitation": _invitation(row),
        "card": {name: card.get(name) or "" for name in shapes.InvitedCard.model_fields},
        "tries": queries.list_tries(said["scope"], invitation),
    }


@writes("/invitations/{uuid:invitation}/message", InvitationRow, "invite_by_message")
def invite_by_message(request: HttpRequest, invitation: UUID) -> dict[str, Any]:
    """Leave a short message to her own number; sent is not reached."""
    return _invitation(operations.invite_by_message(invitation=invitation, **_said(request)))


@writes("/invitations/letters", shapes.Sheet, "write_letters")
def write_letters(request: HttpRequest, body: shapes.LettersBody) -> dict[str, Any]:
    """Letters to these as a PDF (base64), a page each."""
    said = _said(request)
    made = operations.write_letters(invitations=body.invitations, **said)
    data = papers.set_letters(made, at=said["now"])
    return {"count": len(made), "pdf": base64.b64encode(data).decode()}


@writes("/invitations/{uuid:invitation}/register", ElderRow, "register_invited", made=True)
def register_invited(request: HttpRequest, invitation: UUID) -> Any:
    """A file of the list joins as it stands; who has no file is registered with `register_elder`."""
    said = _said(request)
    row = queries.access_invitation(said["scope"], invitation)
    if row.known_from != "file":
        raise Problem("conflict", NO_FILE)
    elder = operations.register_invited(invitation=invitation, form=None, **said)
    return elder_row(files.masked(elder))
