"""Who is entitled without applying, by JSON: proposals, their reason, and what people make of them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from chongyang.api.funding import WRITES, funding, page, said
from chongyang.api.funding_run_shapes import (
    AgreeBody,
    EntitledCounts,
    EntitledPage,
    EntitledRow,
    EntitledShow,
    ProposedAnswer,
    ReasonBody,
    TracedStep,
)
from chongyang.api.funding_shapes import FundingRow
from chongyang.api.needs import scope_of
from chongyang.api.shapes import LIMIT, Cursor, Limit
from chongyang.core.clock import now
from chongyang.funding import operations
from chongyang.funding.queries import entitlements


@funding.get("/funding/entitlements", response=EntitledPage, operation_id="list_entitlements")
def list_entitlements(
    request: HttpRequest,
    show: EntitledShow = "open",
    programme: str = "",
    answer: ProposedAnswer = "",
    cursor: Cursor | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Who of my area is entitled and has not applied, the longest waiting first."""
    words: dict[str, Any] = {"show": show, "programme": programme, "answer": answer}
    return page(request, entitlements.list_entitlements, "proposed_at", cursor, limit, **words)


@funding.get("/funding/entitlements/counts", response=EntitledCounts, operation_id="count_entitlements")
def count_entitlements(request: HttpRequest, programme: str = "") -> Any:
    """How many by state, and of the open ones by answer."""
    return entitlements.count_entitlements(scope_of(request), programme=programme)


@funding.get("/funding/own-entitlements", response=list[EntitledRow], operation_id="list_own_entitlements")
def list_own(request: HttpRequest) -> Any:
    """What I, or those whom I act for, may have without having asked."""
    return entitlements.list_own_entitlements(scope_of(request), now())


@funding.get(
    "/funding/entitlements/{uuid:entitlement}", response=EntitledRow, operation_id="read_entitlement"
)
def read(request: HttpRequest, entitlement: UUID) -> Any:
    """One, for the desk or for whom it is about."""
    return entitlements.access_entitlement(scope_of(request), entitlement, now())


@funding.get(
    "/funding/entitlements/{uuid:entitlement}/steps",
    response=list[TracedStep],
    operation_id="explain_entitlement",
)
def steps(request: HttpRequest, entitlement: UUID) -> Any:
    """The rule step by step, with the parameters and the words of their clause."""
    row = entitlements.access_entitlement(scope_of(request), entitlement, now())
    return entitlements.steps_of(row)


@funding.post(
    "/funding/entitlements/{uuid:entitlement}/application",
    response={201: FundingRow},
    auth=WRITES,
    operation_id="take_up_entitlement",
)
def take_up(request: HttpRequest, entitlement: UUID) -> Any:
    """A draft with what the register knows; it awards nothing."""
    return operations.take_up(entitlement=entitlement, **said(request))


@funding.post(
    "/funding/entitlements/{uuid:entitlement}/aside",
    response=EntitledRow,
    auth=WRITES,
    operation_id="set_entitlement_aside",
)
def set_aside(request: HttpRequest, entitlement: UUID, body: ReasonBody) -> Any:
    """Nothing is applied for, and why."""
    return operations.set_aside(entitlement=entitlement, reason=body.reason, **said(request))


@funding.post(
    "/funding/entitlements/{uuid:entitlement}/agreement",
    response=EntitledRow,
    auth=WRITES,
    operation_id="agree_to_entitlement",
)
def agree(request: HttpRequest, entitlement: UUID, body: AgreeBody) -> Any:
    """The person or her helper agrees to the draft; a desk says how she told it."""
    return operations.agree(entitlement=entitlement, how=body.how, **said(request))
