"""What waits at the desk, all payments, what the bank answered that nobody knows, and the trial balance."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations, queries
from chongyang.treasury.enums import BatchState, Fund, Level, OrderState, Outcome
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.treasury.doing import (
    base,
    do,
    last_day,
    paged,
    place_name,
    principals_of,
    private,
    programme_name,
    said,
    year_of,
)

TONES = {
    "draft": "note",
    "submitted": "warn",
    "approved": "warn",
    "released": "warn",
    "settled": "good",
    "withdrawn": "note",
}
ORDER_TONES = {"paid": "good", "returned": "bad", "cancelled": "note", "released": "warn"}


@require_GET
@opens_for(Can.READ_MONEY)
def overview(request: HttpRequest) -> HttpResponse:
    """Payments that wait for a batch, batches with the next person, and what came back."""
    scope = scope_of(request)
    waiting = queries.list_waiting(scope, localdate(clock_now()))
    counts = queries.count_states(scope)
    context = {
        **base(request, "overview"),
        "waiting": [
            {"row": one, "place": place_name(one.area), "programme": programme_name(one.programme)}
            for one in waiting
        ],
        "today": localdate(clock_now()),
        "principals": principals_of(request, waiting[0].area) if waiting else [],
        "states": [
            {"state": state, "label": state.label, "count": counts[state][0], "fen": counts[state][1]}
            for state in BatchState
            if state in counts
        ],
        "page": _shown(paged(request, queries.list_batches(scope))),
        "odd": queries.list_odd_lines(scope).count(),
        "returned": queries.list_orders(scope, "returned").count(),
        "accounts": _accounts(scope),
    }
    return private(render(request, "treasury/overview.html", context))


def _accounts(scope: Any) -> list[dict[str, Any]]:
    """Accounts that wait for a second person; the reader's own are told as such."""
    rows = queries.list_open_accounts(scope)[:50]
    return [
        {"row": row, "is_own": row.proposed_by == scope.actor.account, "place": place_name(row.area)}
        for row in rows
    ]


def _shown(page: Any) -> Any:
    for row in page:
        row.label, row.tone = BatchState.of(row.state).label, TONES[row.state]
        row.place, row.programme_name = place_name(row.area), programme_name(row.programme)
    return page


@require_GET
@opens_for(Can.READ_MONEY)
def orders(request: HttpRequest) -> HttpResponse:
    """Every payment, of one state where it is chosen."""
    state = request.GET.get("state", "")
    state = state if state in set(OrderState) else ""
    page = paged(request, queries.list_orders(scope_of(request), state))
    for row in page:
        row.label, row.tone = OrderState.of(row.state).label, ORDER_TONES.get(row.state, "")
        row.programme_name, row.last_day = programme_name(row.programme), last_day(row.period_to)
    context = {**base(request, "orders"), "page": page, "state": state, "states": OrderState.choices()}
    return private(render(request, "treasury/orders.html", context))


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def again(request: HttpRequest, order: UUID) -> HttpResponse:
    """A payment that came back goes into a next batch."""
    do(request, lambda: operations.plan_again(order=order, **said(request)), gettext("已重新安排。"))
    return redirect("treasury_orders")


@require_GET
@opens_for(Can.READ_MONEY)
def returns(request: HttpRequest) -> HttpResponse:
    """Lines of the bank's files that settle nothing, each as it came."""
    page = paged(request, queries.list_odd_lines(scope_of(request)))
    for row in page:
        row.label = Outcome.of(row.outcome).label
    return private(render(request, "treasury/returns.html", {**base(request, "returns"), "page": page}))


@require_GET
@opens_for(Can.READ_MONEY)
def ledger(request: HttpRequest) -> HttpResponse:
    """The trial balance of a year by level and source of funds."""
    scope = scope_of(request)
    year, years = year_of(request)
    rows = queries.trial_balance(scope, year)
    context = {
        **base(request, "ledger"),
        "rows": [
            {"row": row, "level": Level.of(row.level).label, "fund": Fund.of(row.fund).label} for row in rows
        ],
        "debit": sum(row.debit_fen for row in rows),
        "credit": sum(row.credit_fen for row in rows),
        "year": year,
        "years": years,
    }
    return private(render(request, "treasury/ledger.html", context))
