"""Recoveries: what payees owe by instalments; one tells what came back, another confirms it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations, queries
from chongyang.treasury.enums import ReceivableState, Way
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.treasury.doing import (
    acting,
    base,
    do,
    last_day,
    paged,
    principals_of,
    private,
    programme_name,
    said,
    tidy,
)
from chongyang.web.treasury.forms import CollectForm

SIZE = 20
FIELDS = {"amount": "amount_fen", "key": "bank_reference", "on": "on"}
"""Where a fault of the operation stands on the form."""


@require_GET
@opens_for(Can.READ_MONEY)
def listed(request: HttpRequest) -> HttpResponse:
    """What is owed, or has come back whole; above it what waits for a second person."""
    return _page(request)


def _page(request: HttpRequest, bound: tuple[UUID, CollectForm] | None = None) -> HttpResponse:
    """The page; where a transfer was refused, its form is open with what was typed."""
    scope, today = scope_of(request), localdate(clock_now())
    state = "collected" if request.GET.get("state") == "collected" else "open"
    page = paged(request, queries.list_receivables(scope, state), SIZE)
    owing, told = queries.owing_of(scope, list(page)), list(queries.list_repayments(scope)[:100])
    areas = {one.row.area for one in owing} | {row.area for row in told}
    principals = {area: principals_of(request, area) for area in sorted(areas)}
    context = {
        **base(request, "recoveries"),
        "state": state,
        "states": ReceivableState.choices(),
        "page": page,
        "waiting": [_told(row, scope.actor.account, principals[row.area]) for row in told],
        "rows": [_owing(one, today, bound, principals[one.row.area]) for one in owing],
    }
    return private(render(request, "treasury/recoveries.html", context, status=422 if bound else 200))


def _told(row: Any, me: UUID | None, principals: Any) -> dict[str, Any]:
    return {
        "row": row,
        "payee": row.receivable.payee,
        "way": gettext(Way.of(row.way).label),
        "reference": row.key.removeprefix("transfer/") if row.way == Way.TRANSFER else "",
        "is_own": row.proposed_by == me,
        "principals": principals,
    }


def _owing(one: Any, today: Any, bound: Any, principals: Any) -> dict[str, Any]:
    due = min(one.next.amount_fen - one.next.collected_fen, one.left_fen) if one.next else one.left_fen
    is_bound = bound is not None and bound[0] == one.row.id
    first = {"amount_fen": f"{due / 100:.2f}", "on": today}
    return {
        "one": one,
        "programme": programme_name(one.row.programme),
        "is_late": one.is_late(today),
        "is_bound": is_bound,
        "form": bound[1] if is_bound else CollectForm(initial=first, auto_id=f"id_%s_{one.row.id}"),
        "payable": [
            (row.id, f"{programme_name(row.programme)} · {_period(row)}", row.amount_fen - row.set_off_fen)
            for row in one.payable
        ],
        "principals": principals,
    }


def _period(row: Any) -> str:
    last = last_day(row.period_to)
    return f"{row.period_from:%Y-%m-%d}" + (f" – {last:%Y-%m-%d}" if last else "")


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def collect(request: HttpRequest, owed: UUID) -> HttpResponse:
    """A transfer that came in."""
    queries.access_receivable(scope_of(request), owed)
    form = CollectForm(request.POST, auto_id=f"id_%s_{owed}")
    if form.is_valid() and _tell(request, owed, form):
        return redirect("treasury_recoveries")
    return _page(request, (owed, form))


def _tell(request: HttpRequest, owed: UUID, form: CollectForm) -> bool:
    told = {**form.cleaned_data, **acting(request)}
    told["key"] = f"transfer/{told.pop('bank_reference')}"
    try:
        operations.propose_collection(receivable=owed, **told)
    except operations.UnableToDo as refused:
        for name, why in refused.faults.items():
            form.add_error(FIELDS.get(name), gettext(why))
        return False
    messages.success(request, gettext("到账已登记，请另一人确认。"))
    return True


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def set_off(request: HttpRequest, owed: UUID) -> HttpResponse:
    """It should be taken from a later payment."""
    try:
        order = UUID(request.POST.get("order", ""))
    except ValueError as error:
        raise Http404 from error
    do(
        request,
        lambda: operations.propose_set_off(receivable=owed, order=order, **acting(request)),
        gettext("抵扣已提出，请另一人确认。"),
    )
    return redirect("treasury_recoveries")


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def decide(request: HttpRequest, told: UUID, action: str) -> HttpResponse:
    """Confirm, refuse or take back what was told."""
    reason = tidy(request.POST.get("reason", ""))
    steps = {
        "confirm": lambda: operations.confirm_repayment(repayment=told, **acting(request)),
        "refuse": lambda: operations.refuse_repayment(repayment=told, reason=reason, **acting(request)),
        "withdraw": lambda: operations.withdraw_repayment(repayment=told, **said(request)),
    }
    done = {
        "confirm": gettext("已确认入账。"),
        "refuse": gettext("已答复不同意。"),
        "withdraw": gettext("已撤回。"),
    }
    if action not in steps:
        raise Http404
    do(request, steps[action], done[action])
    return redirect("treasury_recoveries")
