"""One payee: what she was paid, what she owes, her accounts; her statement as a paper."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations, papers, queries
from chongyang.treasury.enums import OrderState, ReceivableState
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.treasury.doing import base, do, last_day, private, programme_name, said, tidy
from chongyang.web.treasury.views import ORDER_TONES


@require_GET
@opens_for(Can.READ_MONEY)
def payee(request: HttpRequest, payee: UUID) -> HttpResponse:
    """Everything of one payee, names and accounts covered."""
    scope = scope_of(request)
    held = queries.get_statement(scope, payee)
    accounts = queries.list_accounts(scope, payee)
    context = {**base(request, "orders"), **_shown(held), "accounts": accounts, "me": scope.actor.account}
    return private(render(request, "treasury/payee.html", context))


@require_GET
@opens_for(Can.APPLY_FUNDING)
def mine(request: HttpRequest) -> HttpResponse:
    """What I, the person I help, or my organisation was paid."""
    scope = scope_of(request)
    held = queries.list_own_statements(scope)
    context = {**base(request, "mine"), "statements": [_shown(one) for one in held]}
    return private(render(request, "treasury/mine.html", context))


def _shown(held: queries.Statement) -> dict[str, Any]:
    orders: list[Any] = held.orders
    for row in orders:
        row.label, row.tone = OrderState.of(row.state).label, ORDER_TONES.get(row.state, "")
        row.programme_name, row.batch_line = programme_name(row.programme), held.lines.get(row.id)
        row.last_day = last_day(row.period_to)
    receivables: list[Any] = held.receivables
    for owed in receivables:
        owed.label = ReceivableState.of(owed.state).label
        owed.programme_name = programme_name(owed.programme)
    return {"held": held, "payee": held.payee}


@require_GET
@opens_for(Can.READ_MONEY, Can.APPLY_FUNDING)
def statement(request: HttpRequest, payee: UUID) -> HttpResponse:
    """The statement as PDF."""
    scope, moment = scope_of(request), clock_now()
    held = queries.get_statement(scope, payee)
    operations.tell_statement(payee=payee, **said(request))
    return _paper(papers.set_statement(held, at=moment), "statement.pdf")


@require_GET
@opens_for(Can.READ_MONEY, Can.APPLY_FUNDING)
def receipt(request: HttpRequest, order: UUID) -> HttpResponse:
    """The receipt of one payment as PDF, once it has arrived."""
    scope, moment = scope_of(request), clock_now()
    held = queries.get_receipt(scope, order)
    operations.tell_receipt(order=order, **said(request))
    return _paper(papers.set_receipt(held, at=moment), "receipt.pdf")


def _paper(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def propose(request: HttpRequest, payee: UUID) -> HttpResponse:
    """A new account, for another person to confirm."""
    bank, number = (tidy(request.POST.get(name, "")) for name in ("bank", "number"))
    do(
        request,
        lambda: operations.propose_account(payee=payee, bank=bank, number=number, **said(request)),
        gettext("账号已登记，请另一人确认。"),
    )
    return redirect("treasury_payee", payee)


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def confirm(request: HttpRequest, account: UUID) -> HttpResponse:
    """The account is right."""
    held = queries.access_account(scope_of(request), account)
    do(
        request,
        lambda: operations.confirm_account(account=account, **said(request)),
        gettext("账号已确认，从今天起使用。"),
    )
    return redirect("treasury_payee", held.payee_id)
