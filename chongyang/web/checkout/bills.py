"""My bills: what is owed, paying it, whether it arrived, the receipt."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.checkout import operations, papers, queries
from chongyang.checkout.enums import AttemptState, BillState
from chongyang.core.clock import now as clock_now
from chongyang.registry import queries as registry
from chongyang.territory.rules.capabilities import Can
from chongyang.web.checkout.showing import (
    PAGE,
    asked_key,
    base,
    code_of,
    do,
    next_of,
    organisations_of,
    paid_by,
    private,
    refunds_of,
    rows_of,
    said,
)
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given


@require_GET
@opens_for(Can.PAY_SERVICES, Can.SETTLE_SERVICES)
def bills(request: HttpRequest) -> HttpResponse:
    """What is to be paid, then what was; `?open=` and `?after=` go on with the one or the other."""
    scope = scope_of(request)
    open_after, after = (asked_key(request, name) for name in ("open", "after"))
    owed, past = [], []
    if after is None:
        owed = queries.list_bills(scope, state=BillState.OPEN.value, after=open_after, limit=PAGE + 1)
    if open_after is None:
        past = queries.list_bills(scope, closed=True, after=after, limit=PAGE + 1)
    context = base(request, "bills") | {
        "open": rows_of(owed[:PAGE]),
        "others": rows_of(past[:PAGE]),
        "next_open": next_of(owed),
        "next": next_of(past),
        "is_first": open_after is None and after is None,
        "owed_fen": queries.sum_open(scope),
    }
    return private(render(request, "checkout/bills.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.PAY_SERVICES, Can.SETTLE_SERVICES)
def bill(request: HttpRequest, bill: UUID) -> HttpResponse:
    """One bill; a post begins a payment, or asks the vendor what became of it."""
    if request.method == "POST":
        _act(request, bill)
        return redirect("checkout_bill", bill)
    return private(render(request, "checkout/bill.html", _shown(request, bill)))


def _act(request: HttpRequest, key: UUID) -> None:
    if request.POST.get("action") == "ask":
        held = _open_attempt(queries.access_bill(scope_of(request), key))
        if held:
            do(request, lambda: operations.ask_vendor(attempt=held.id, **said(request)), "")
        return
    vendor = request.POST.get("vendor", "")
    do(request, lambda: operations.begin_payment(bill=key, vendor=vendor, **said(request)), "")


def _shown(request: HttpRequest, key: UUID) -> dict[str, Any]:
    row = queries.access_bill(scope_of(request), key)
    attempt = _open_attempt(row)
    real = attempt is not None and not attempt.link.startswith("/")
    return base(request, "bills") | {
        **rows_of([row])[0],
        "attempt": attempt,
        "code": code_of(attempt.link) if attempt and real else None,
        "vendors": operations.list_vendors(),
        "paid": paid_by(row),
        "refunds": refunds_of(row),
    }


def _open_attempt(row: Any) -> Any:
    """The payment that is under way and still in time."""
    held = row.attempts.filter(state=AttemptState.OPEN.value, expires_at__gt=clock_now())
    return held.order_by("-began_at", "-id").first() if row.state == BillState.OPEN else None


@require_GET
@opens_for(Can.PAY_SERVICES, Can.SETTLE_SERVICES)
def state(request: HttpRequest, bill: UUID) -> HttpResponse:
    """The part of the page that waits for the vendor's word; it looks again until the bill is paid."""
    context = _shown(request, bill)
    response = private(render(request, "checkout/bill.html#standing", context))
    if context["row"].state != BillState.OPEN:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@opens_for(Can.PAY_SERVICES, Can.SETTLE_SERVICES)
def receipt(request: HttpRequest, bill: UUID) -> HttpResponse:
    """The receipt of the payment that paid this bill."""
    scope = scope_of(request)
    row = queries.access_bill(scope, bill)
    paid = paid_by(row)
    if paid is None:
        raise Http404
    elder = next(iter(registry.list_by_key(scope, (row.person,))), None)
    labels = {one.name: gettext(one.label) for one in operations.list_vendors()}
    names = organisations_of([row.organisation])
    data = papers.set_receipt(
        paid,
        payer=elder.name if elder else "",
        paid_to=names.get(row.organisation, ""),
        by=labels.get(paid.vendor, paid.vendor),
        at=clock_now(),
    )
    return given(data, "application/pdf", f"{paid.number}.pdf")
