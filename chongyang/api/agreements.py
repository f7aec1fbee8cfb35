"""Agreements of the query door, as at the desk: proposed by one, decided by another, stopped at once."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.shapes import Body, Code, listed
from chongyang.core.clock import now
from chongyang.exchange import operations, queries
from chongyang.exchange.enums import AnswerKind, Basis, Change
from chongyang.exchange.enums import Field as Told
from chongyang.exchange.rules.terms import Terms
from chongyang.territory.enums import TokenName

agreements = Router(tags=["exchange"], auth=Bearer(TokenName.AGREEMENTS_READ))
writes = writer(agreements, Bearer(TokenName.AGREEMENTS_WRITE))
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Count = Annotated[int, Field(ge=0, le=10**7)]


class PurposeBody(Body):
    """A purpose and the provision that allows it."""

    purpose: Line
    law: Line


class TermsBody(Body):
    """What is proposed; `organisation` is the key of the department, `areas` its codes."""

    code: Line
    name: Line
    organisation: Line
    areas: Annotated[list[Code], Field(max_length=50)]
    purposes: Annotated[list[PurposeBody], Field(max_length=20)]
    basis: Annotated[Basis, listed(Basis)]
    law: Line
    answer_kind: AnswerKind
    fields: Annotated[list[Told], Field(max_length=20)] = []
    changes: Annotated[list[Change], Field(max_length=20)] = []
    hour_limit: Count
    day_limit: Count
    batch_limit: Count
    contact: Line
    signed_by: Line
    signed_on: Day
    valid_from: Day
    valid_to: Day


class AgreementRow(Schema):
    id: UUID
    code: str
    name: str
    state: str
    organisation: UUID
    purposes: list[Any]
    basis: str
    law: str
    answer_kind: str
    fields: list[str]
    changes: list[str]
    hour_limit: int
    day_limit: int
    batch_limit: int
    signed_on: date
    valid_from: date
    valid_to: date
    proposed_at: datetime
    decided_at: datetime | None


class AgreementDecisionBody(Body):
    """Accepted or refused; a refusal says why."""

    is_accepted: bool
    reason: Line = ""


class AgreementReasonBody(Body):
    reason: Line = ""


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


@agreements.get("/exchange/agreements", response=list[AgreementRow], operation_id="list_agreements")
def list_agreements(request: HttpRequest) -> Any:
    """Agreements within reach, those that wait for a decision first."""
    return [held.agreement for held in queries.list_agreements(scope_of(request), now())]


@agreements.get("/exchange/agreements/{uuid:agreement}", response=AgreementRow, operation_id="get_agreement")
def get_agreement(request: HttpRequest, agreement: UUID) -> Any:
    """One of them."""
    return queries.access_agreement(scope_of(request), agreement, now()).agreement


@writes("/exchange/agreements", AgreementRow, "propose_agreement", made=True)
def propose_agreement(request: HttpRequest, body: TermsBody) -> Any:
    """Write the terms down; another person decides."""
    told = body.model_dump(mode="json") | {
        name: getattr(body, name) for name in ("signed_on", "valid_from", "valid_to")
    }
    told["purposes"] = tuple((one.purpose, one.law) for one in body.purposes)
    lists = {name: tuple(told[name]) for name in ("areas", "fields", "changes")}
    return operations.propose_agreement(terms=Terms(**told | lists), **_said(request))


@writes("/exchange/agreements/{uuid:agreement}/decide", AgreementRow, "decide_agreement")
def decide_agreement(request: HttpRequest, agreement: UUID, body: AgreementDecisionBody) -> Any:
    """Bring it into force or refuse it; never by who proposed it."""
    queries.access_agreement(scope_of(request), agreement, now())
    return operations.decide_agreement(agreement=agreement, **body.model_dump(), **_said(request))


def _step(request: HttpRequest, agreement: UUID, action: str, reason: str) -> Any:
    queries.access_agreement(scope_of(request), agreement, now())
    return operations.step_agreement(agreement=agreement, action=action, reason=reason, **_said(request))


@writes("/exchange/agreements/{uuid:agreement}/suspend", AgreementRow, "suspend_agreement")
def suspend_agreement(request: HttpRequest, agreement: UUID, body: AgreementReasonBody) -> Any:
    """Stop it at once, with the reason."""
    return _step(request, agreement, "suspend", body.reason)


@writes("/exchange/agreements/{uuid:agreement}/resume", AgreementRow, "resume_agreement")
def resume_agreement(request: HttpRequest, agreement: UUID, body: AgreementReasonBody) -> Any:
    """Let it go on."""
    return _step(request, agreement, "resume", body.reason)


@writes("/exchange/agreements/{uuid:agreement}/end", AgreementRow, "end_agreement")
def end_agreement(request: HttpRequest, agreement: UUID, body: AgreementReasonBody) -> Any:
    """End it for good, with the reason; its key is dead."""
    return _step(request, agreement, "end", body.reason)
