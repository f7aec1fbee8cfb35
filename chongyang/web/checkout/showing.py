"""What the pages share: who acts, a step with its refusal in words, names beside keys, a code to scan."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from chongyang.checkout import operations
from chongyang.checkout.enums import AttemptState, BillKind, BillState, RefundState
from chongyang.core.clock import now as clock_now
from chongyang.core.codes import picture_of
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

TONES = {BillState.OPEN: "warn", BillState.PAID: "good", BillState.CANCELLED: ""}


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def base(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What every page knows."""
    scope = scope_of(request)
    return {
        "tab": tab,
        "now": clock_now(),
        "may_pay": may(scope, Can.PAY_SERVICES),
        "may_settle": may(scope, Can.SETTLE_SERVICES),
    }


def do(request: HttpRequest, step: Callable[[], Any], done: str = "") -> Any:
    """Take a step; what it refuses is told in words. What it gave, None where it was refused."""
    try:
        given = step()
    except operations.UnableToCheckOut as refused:
        messages.error(request, str(refused))
        return None
    if done:
        messages.success(request, done)
    return given


def rows_of(bills: Iterable[Any]) -> list[dict[str, Any]]:
    """Bills with their words and whom they pay."""
    held = list(bills)
    names = organisations_of(row.organisation for row in held)
    return [
        {
            "row": row,
            "kind": BillKind.of(row.kind).label,
            "state": BillState.of(row.state).label,
            "tone": TONES[BillState.of(row.state)],
            "to": names.get(row.organisation, ""),
        }
        for row in held
    ]


def organisations_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """The names of organisations, in one question."""
    return territory.organisation_names(set(keys))


def paid_by(bill: Any) -> Any:
    """The payment that paid a bill, None where none did."""
    return next((one for one in bill.attempts.all() if one.state == AttemptState.PAID), None)


def code_of(link: str) -> str:
    """The code to scan, drawn here of our own letters alone."""
    return mark_safe(picture_of(link, border=2))  # noqa: S308 - numbers and fixed words


def refunds_of(bill: Any) -> list[dict[str, Any]]:
    """What of a bill's payments went back, or is on its way."""
    rows = [refund for attempt in bill.attempts.all() for refund in attempt.refunds.all()]
    return [{"row": row, "state": RefundState.of(row.state).label} for row in rows]
