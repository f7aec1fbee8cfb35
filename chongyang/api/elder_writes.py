"""Elders written: registered, changed, contacts, life status, consents, doubles."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import Field

from chongyang.api import files
from chongyang.api.elders import elders
from chongyang.api.files import ContactsBody, ElderBody, ElderChanges, ElderShape
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import Body
from chongyang.core.clock import now
from chongyang.core.words import N_
from chongyang.groups import operations as groups
from chongyang.linkage import operations as linkage
from chongyang.linkage.enums import PairState
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders_of
from chongyang.registry.enums import (
    ConsentBasis,
    ConsentChannel,
    ConsentGiver,
    ConsentPurpose,
    LifeStatus,
    StatusEvidence,
)
from chongyang.territory.enums import TokenName

WRITE = Bearer(TokenName.ELDERS_WRITE)
MATCH = N_("修改档案须带 If-Match 请求头，值为读取档案时的 ETag，以免覆盖别人刚做的修改。")
NOTHING = N_("没有要修改的内容。")
Short = Annotated[str, Field(min_length=1, max_length=30)]
LARGEST = 2**31


class StatusBody(Body):
    status: LifeStatus
    evidence: StatusEvidence
    on: date | None = None


class ConsentBody(Body):
    purpose: ConsentPurpose
    basis: ConsentBasis
    text_version: Short
    channel: ConsentChannel
    given_by: ConsentGiver


class WithdrawalBody(Body):
    purpose: ConsentPurpose


class DoubleBody(Body):
    """The file that stays, and why; rows of other rooms never move, and the link can be taken away again."""

    survivor: UUID
    reason: str = Field(min_length=4, max_length=200)


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


@elders.post(
    "/elders",
    auth=WRITE,
    response={201: ElderShape},
    operation_id="register_elder",
    url_name="register_elder",
)
def register_elder(request: HttpRequest, body: ElderBody) -> HttpResponse:
    """Register an elder with profile and contacts; classes that were told are proposed to their offices."""
    form = files.elder_form(body)
    row = registry.register_elder(form=form, **_said(request))
    groups.propose_told(elder=row.id, kinds=form.profile.classes, source=form.source, **_said(request))
    response = files.elder_answer(row, 201)
    response["Location"] = f"/api/elders/{row.id}"
    return response


@elders.patch(
    "/elders/{uuid:elder}",
    auth=WRITE,
    response=ElderShape,
    operation_id="update_elder",
    url_name="update_elder",
)
def update_elder(
    request: HttpRequest,
    elder: UUID,
    body: ElderChanges,
    version: Annotated[str | None, Header(alias="If-Match", max_length=30)] = None,
) -> HttpResponse:
    """Change named fields; somebody else's change in between is told with both values."""
    changes = body.model_dump(exclude_unset=True)
    if not changes:
        raise Problem("invalid", NOTHING)
    expected = _version(version)
    row = registry.update_elder(elder=elder, changes=changes, expected_version=expected, **_said(request))
    return files.elder_answer(row)


def _version(tag: str | None) -> int:
    number = (tag or "").removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit()) or int(number) > LARGEST:
        raise Problem("version-missing", MATCH)
    return int(number)


@elders.put("/elders/{uuid:elder}/contacts", auth=WRITE, response=ElderShape, operation_id="set_contacts")
def set_contacts(request: HttpRequest, elder: UUID, body: ContactsBody) -> HttpResponse:
    """Replace the contacts; saying the same twice has the effect of once."""
    contacts = files.contact_forms(body.contacts)
    row = registry.set_contacts(elder=elder, contacts=contacts, source=body.source, **_said(request))
    return files.elder_answer(row)


@elders.post(
    "/elders/{uuid:elder}/life-status", auth=WRITE, response=ElderShape, operation_id="change_life_status"
)
def change_life_status(request: HttpRequest, elder: UUID, body: StatusBody) -> HttpResponse:
    """She moved away, died, or (a mistake put right) lives here."""
    told: dict[str, Any] = {"status": body.status.value, "on": body.on, "evidence": body.evidence.value}
    return files.elder_answer(registry.change_life_status(elder=elder, **told, **_said(request)))


@elders.post(
    "/elders/{uuid:elder}/consents",
    auth=WRITE,
    response={201: files.ConsentShape},
    operation_id="record_consent",
)
def record_consent(request: HttpRequest, elder: UUID, body: ConsentBody) -> HttpResponse:
    """Write a consent; a newer text for the same purpose withdraws the older."""
    row = registry.record_consent(elder=elder, **body.model_dump(mode="json"), **_said(request))
    return files.consent_answer(row)


@elders.post(
    "/elders/{uuid:elder}/consents/withdraw",
    auth=WRITE,
    response={204: None},
    operation_id="withdraw_consent",
)
def withdraw_consent(request: HttpRequest, elder: UUID, body: WithdrawalBody) -> HttpResponse:
    """Withdraw what is open for a purpose; the row stays."""
    registry.withdraw_consent(elder=elder, purpose=body.purpose.value, **_said(request))
    return HttpResponse(status=204)


@elders.post("/elders/{uuid:elder}/double", auth=WRITE, response=ElderShape, operation_id="link_double")
def link_double(request: HttpRequest, elder: UUID, body: DoubleBody) -> HttpResponse:
    """Say that this file is a double of another. 202: it waits for a second person, as at the desk."""
    said = _said(request)
    pair = linkage.say_double(double=elder, survivor=body.survivor, reason=body.reason, **said)
    answer = files.elder_answer(elders_of.access_elder(said["scope"], elder))
    answer.status_code = 200 if pair.state == PairState.SAME else 202
    answer["Location"] = f"/api/linkage/pairs/{pair.id}"
    return answer


@elders.post(
    "/elders/{uuid:elder}/double/remove", auth=WRITE, response=ElderShape, operation_id="unlink_double"
)
def unlink_double(request: HttpRequest, elder: UUID) -> HttpResponse:
    """Take the link away; both files are what they were."""
    return files.elder_answer(registry.unlink_double(double=elder, **_said(request)))
