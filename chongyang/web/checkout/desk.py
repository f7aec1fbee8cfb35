"""The settlement side of own payments: refunds to decide, differences to explain."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.checkout import operations, queries
from chongyang.checkout.enums import DifferenceKind, RefundState
from chongyang.territory.rules.capabilities import Can
from chongyang.web.checkout.showing import (
    PAGE,
    asked_key,
    base,
    do,
    fen_of,
    next_of,
    organisations_of,
    private,
    said,
)
from chongyang.web.parts.doors import opens_for, scope_of


@require_GET
@opens_for(Can.SETTLE_SERVICES)
def refunds(request: HttpRequest) -> HttpResponse:
    """What waits for a decision first, then what became of the others."""
    scope = scope_of(request)
    after = asked_key(request, "after")
    rows = queries.list_refunds(scope, after=after, limit=PAGE + 1)
    further, rows = next_of(rows), rows[:PAGE]
    rows += [] if after else [one for one in queries.list_refunds(scope, waiting=True) if one not in rows]
    names = organisations_of(row.organisation for row in rows)
    shown: list[dict[str, Any]] = [
        {
            "row": row,
            "state": RefundState.of(row.state).label,
            "to": names.get(row.organisation, ""),
            "is_own": row.asked_by is not None and row.asked_by == scope.actor.account,
        }
        for row in rows
    ]
    context = base(request, "refunds") | {
        "waiting": [one for one in shown if one["row"].state == RefundState.ASKED],
        "others": [one for one in shown if one["row"].state != RefundState.ASKED],
        "next": further,
        "differences": [
            {"row": row, "kind": DifferenceKind.of(row.kind).label} for row in queries.list_differences(scope)
        ],
    }
    return private(render(request, "checkout/refunds.html", context))


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def ask(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """Ask that a payment, or a part of it, goes back."""
    row = queries.access_attempt(scope_of(request), attempt)
    do(
        request,
        lambda: operations.ask_refund(
            attempt=attempt,
            amount_fen=fen_of(request.POST.get("amount", "")),
            reason=request.POST.get("reason", ""),
            **said(request),
        ),
        gettext("已提出退款，等另一人审核。"),
    )
    return redirect("checkout_bill", row.bill_id)


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def decide(request: HttpRequest, refund: UUID) -> HttpResponse:
    """Yes or no by another person."""
    approve = request.POST.get("action") == "approve"
    done = gettext("已同意，退款原路退回。") if approve else gettext("已记为不予退款。")
    do(request, lambda: operations.decide_refund(refund=refund, approve=approve, **said(request)), done)
    return redirect("checkout_refunds")


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def explain(request: HttpRequest, difference: UUID) -> HttpResponse:
    """A difference of a statement, explained."""
    reason = request.POST.get("reason", "")
    do(
        request,
        lambda: operations.close_difference(difference=difference, reason=reason, **said(request)),
        gettext("已记下差异的原因。"),
    )
    return redirect("checkout_refunds")
