"""Registration by JSON: change requests, hand-overs, invitations, progress; as on the desk."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from chongyang.api import cursors
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.registration_shapes import (
    AcceptBody,
    ApproveBody,
    AskBody,
    ChangeBody,
    ChangeRequestPage,
    ChangeRequestRow,
    Difference,
    FileHandOverPage,
    FileHandOverRow,
    HandOverBody,
    InvitationPage,
    InvitationRow,
    MoreBody,
    Progress,
    RegistrationReplyBody,
    ToldBody,
    TriedBody,
)
from chongyang.api.shapes import LIMIT, Code, Cursor, Limit, interval
from chongyang.core.clock import now
from chongyang.core.identifiers import mask_name
from chongyang.core.queries import counts
from chongyang.registration import operations, queries
from chongyang.registration.enums import InviteState
from chongyang.registration.operations import ChangeForm
from chongyang.registry import operations as registry
from chongyang.registry.enums import Purpose
from chongyang.territory.enums import TokenName
from chongyang.territory.permissions import NotAllowed, may
from chongyang.territory.rules.capabilities import Can

registration = Router(tags=["registration"], auth=Bearer(TokenName.REGISTRATION_READ))
WRITES = Bearer(TokenName.REGISTRATION_WRITE)
writes = writer(registration, WRITES)


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _page(
    request: HttpRequest,
    fetch: Callable[..., Sequence[Any]],
    position_of: Callable[[Any], tuple[Any, UUID]],
    cursor: str | None,
    limit: int,
    *,
    moment: bool = True,
    **filters: Any,
) -> dict[str, Any]:
    """A page with the cursor of the next, bound to the query, its filters and the scope."""
    scope, after, name = scope_of(request), None, fetch.__name__
    if cursor:
        first, last = cursors.read(cursor, name, filters, scope)
        after = (datetime.fromisoformat(first) if moment else first, UUID(last))
    rows = fetch(scope, limit=limit + 1, after=after, **filters)

    def next_of(row: Any) -> str:
        first, last = position_of(row)
        return cursors.write([first.isoformat() if moment else first, last], name, filters, scope)

    items, following = cursors.page(rows, limit, next_of)
    return {"items": list(items), "next": following}


@registration.get("/change-requests", response=ChangeRequestPage, operation_id="list_change_requests")
def list_changes(
    request: HttpRequest,
    ended: bool = False,
    mine: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Open requests by their deadline, or decided ones, the newest first; `mine`: for my level."""
    name = "decided_at" if ended else "due_at"
    told = {"is_open": not ended, "mine": mine}
    return _page(
        request, queries.list_changes, lambda row: (getattr(row, name), row.id), cursor, limit, **told
    )


@registration.get("/change-requests/{uuid:change}", response=Difference, operation_id="read_change_request")
def read_change(request: HttpRequest, change: UUID) -> dict[str, Any]:
    """What stood there, what stands there, what shall stand there; a reading that is written down."""
    scope = scope_of(request)
    row = queries.access_change(scope, change)
    registry.read_part(elder_id=row.person, part="change", purpose=Purpose.CORRECTION.value, **_said(request))
    diff = queries.diff_of(scope, row)
    return {"request": row, "version": diff.version, "fields": [asdict(one) for one in diff.fields]}


@writes("/elders/{uuid:elder}/change-requests", ChangeRequestRow, "ask_change", made=True)
def ask_change(request: HttpRequest, elder: UUID, body: ChangeBody) -> Any:
    """Ask that fields be changed; the same asked twice is one request."""
    return operations.ask_change(person=elder, form=_form(body), **_said(request))


def _form(body: ChangeBody, source: str = "") -> ChangeForm:
    evidence = body.evidence.value if body.evidence else ""
    return ChangeForm(body.changes, body.reason, evidence, body.evidence_note, source)


@writes("/change-requests/told", ChangeRequestRow, "tell_change", made=True)
def tell_change(request: HttpRequest, body: ToldBody) -> Any:
    """Another department asks by identity number; it reads nothing of the file."""
    form = _form(body, body.source.value)
    return operations.tell_change(identity_number=body.identity_number, form=form, **_said(request))


@writes("/change-requests/{uuid:change}/approve", ChangeRequestRow, "approve_change")
def approve_change(request: HttpRequest, change: UUID, body: ApproveBody) -> Any:
    """Agree, and write it into the file; who asked is refused."""
    return operations.approve_change(request=change, **body.model_dump(), **_said(request))


@writes("/change-requests/{uuid:change}/refuse", ChangeRequestRow, "refuse_change")
def refuse_change(request: HttpRequest, change: UUID, body: RegistrationReplyBody) -> Any:
    """Do not agree."""
    return operations.refuse_change(request=change, reason=body.reason, **_said(request))


@writes("/change-requests/{uuid:change}/return", ChangeRequestRow, "return_change")
def return_change(request: HttpRequest, change: UUID, body: RegistrationReplyBody) -> Any:
    """Ask for more evidence."""
    return operations.return_change(request=change, reason=body.reason, **_said(request))


@writes("/change-requests/{uuid:change}/resubmit", ChangeRequestRow, "resubmit_change")
def resubmit_change(request: HttpRequest, change: UUID, body: MoreBody) -> Any:
    """Who asked adds what was missing."""
    evidence = body.evidence.value if body.evidence else ""
    return operations.resubmit_change(
        request=change, evidence_note=body.evidence_note, evidence=evidence, **_said(request)
    )


@writes("/change-requests/{uuid:change}/withdraw", ChangeRequestRow, "withdraw_change")
def withdraw_change(request: HttpRequest, change: UUID) -> Any:
    """Who asked no longer wants it."""
    return operations.withdraw_change(request=change, **_said(request))


def _hand_over(request: HttpRequest, row: Any) -> dict[str, Any]:
    told = {
        name: getattr(row, name) for name in FileHandOverRow.model_fields if name not in ("card", "answers")
    }
    return {**told, "card": queries.card_of(row), "answers": queries.answers(scope_of(request), row)}


@registration.get("/registration/hand-overs", response=FileHandOverPage, operation_id="list_file_hand_overs")
def list_hand_overs(
    request: HttpRequest,
    ended: bool = False,
    mine: bool = False,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Of either side: open ones by their deadline, or answered ones, the newest first."""
    name = "proposed_at" if ended else "due_at"
    told = {"is_open": not ended, "mine": mine}
    page = _page(
        request, queries.list_hand_overs, lambda row: (getattr(row, name), row.id), cursor, limit, **told
    )
    return {**page, "items": [_hand_over(request, row) for row in page["items"]]}


@registration.get(
    "/registration/hand-overs/{uuid:hand_over}", response=FileHandOverRow, operation_id="get_file_hand_over"
)
def get_hand_over(request: HttpRequest, hand_over: UUID) -> dict[str, Any]:
    """One of them, with the card that both sides see."""
    return _hand_over(request, queries.access_hand_over(scope_of(request), hand_over))


@writes("/registration/hand-overs", FileHandOverRow, "propose_file_hand_over", made=True)
def propose_hand_over(request: HttpRequest, body: HandOverBody) -> Any:
    """The sender proposes; the file stays where it is until another person accepts."""
    return _hand_over(request, operations.propose_hand_over(**body.model_dump(), **_said(request)))


@writes("/registration/hand-overs/asked", FileHandOverRow, "ask_file_hand_over", made=True)
def ask_hand_over(request: HttpRequest, body: AskBody) -> Any:
    """The receiver asks for somebody who came to live here."""
    return _hand_over(request, operations.ask_hand_over(**body.model_dump(), **_said(request)))


@writes("/registration/hand-overs/{uuid:hand_over}/accept", FileHandOverRow, "accept_file_hand_over")
def accept_hand_over(request: HttpRequest, hand_over: UUID, body: AcceptBody) -> Any:
    """The answering side agrees; everything of the person goes over."""
    row = operations.accept_hand_over(hand_over=hand_over, area=body.area, **_said(request))
    return _hand_over(request, row)


@writes("/registration/hand-overs/{uuid:hand_over}/refuse", FileHandOverRow, "refuse_file_hand_over")
def refuse_hand_over(request: HttpRequest, hand_over: UUID, body: RegistrationReplyBody) -> Any:
    """The answering side does not agree."""
    row = operations.refuse_hand_over(hand_over=hand_over, reason=body.reason, **_said(request))
    return _hand_over(request, row)


@writes("/registration/hand-overs/{uuid:hand_over}/withdraw", FileHandOverRow, "withdraw_file_hand_over")
def withdraw_hand_over(request: HttpRequest, hand_over: UUID) -> Any:
    """The side that began no longer wants it."""
    return _hand_over(request, operations.withdraw_hand_over(hand_over=hand_over, **_said(request)))


@registration.get("/invitations", response=InvitationPage, operation_id="list_invitations")
def list_invitations(
    request: HttpRequest,
    area: Code | None = None,
    state: InviteState | None = None,
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """People who are known and not registered, in order of spelling; names covered."""
    told = {"within": interval(area), "state": state.value if state else ""}
    page = _page(
        request,
        queries.list_invitations,
        lambda row: (row.name_key, row.id),
        cursor,
        limit,
        moment=False,
        **told,
    )
    return {**page, "items": [_invitation(row) for row in page["items"]]}


def _invitation(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in InvitationRow.model_fields if name != "name"}
    return {**told, "name": mask_name(queries.card_of_invited(row).get("name", ""))}


@writes("/invitations/{uuid:invitation}/tries", InvitationRow, "record_invitation_try")
def record_try(request: HttpRequest, invitation: UUID, body: TriedBody) -> Any:
    """A call or a visit, and what it brought."""
    told: dict[str, Any] = {"way": body.way.value, "result": body.result.value, "note": body.note}
    return _invitation(operations.record_try(invitation=invitation, **told, **_said(request)))


@registration.get("/registration/progress", response=Progress, operation_id="registration_progress")
def progress(request: HttpRequest) -> dict[str, Any]:
    """Registered and known people by street within reach, and the plan's targets."""
    scope = scope_of(request)
    if not may(scope, Can.KEEP_REGISTER):
        raise NotAllowed(f"{scope.role} may not read the register's figures")
    kept = counts.get_kept(scope)
    registered, known = (kept.kinds.get(kind, {}) for kind in queries.KINDS)
    streets = sorted({*registered, *known})
    return {
        "counted_at": kept.counted_at if streets else None,
        "targets": [
            {"id": row.id, "clause": row.clause, "at_least": row.value, "by": row.by}
            for row in queries.targets()
        ],
        "streets": [
            {"area": area, "registered": registered.get(area, 0), "known": known.get(area, 0)}
            for area in streets
        ],
    }
