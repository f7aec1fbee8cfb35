"""Voucher accounts: the county's list, one with its statement as page and PDF, and one's own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.purchase import operations, permissions, queries
from chongyang.purchase.papers import set_statement
from chongyang.purchase.rules import county
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given
from chongyang.web.purchase import showing
from chongyang.web.purchase.doing import (
    PAGE,
    act,
    base,
    fen_of,
    key_of,
    month_of,
    private,
    said,
    text_of,
    whole_of,
)

READERS = (Can.HANDLE_PURCHASE, Can.ORDER_OWN, Can.ORDER_SERVICES)


@require_GET
@opens_for(Can.HANDLE_PURCHASE)
def listed(request: HttpRequest) -> HttpResponse:
    """Accounts of my area by month and rule, and corrections that wait for a second person."""
    scope, context = scope_of(request), base(request, "accounts")
    month, rule = month_of(request.GET.get("month", "")), request.GET.get("rule", "")
    after = key_of(request.GET.get("after", "")) if request.GET.get("after") else None
    rule = rule if rule in county.load() else ""
    rows = queries.list_accounts(scope, month=month, rule=rule, limit=PAGE + 1, after=after)
    page = rows[:PAGE]
    context |= {
        "month": f"{month:%Y-%m}" if month else "",
        "rule": rule,
        "rules": [(key, showing.rule_title(key)) for key in county.load()],
        "rows": [_shown(row) for row in page],
        "names": queries.names_of(page),
        "more": page[-1].id if len(rows) > PAGE else None,
    }
    for one in context["rows"]:
        one["name"] = context["names"].get(one["row"].person, "")
    return private(render(request, "purchase/accounts.html", context))


def _shown(row: Any) -> dict[str, Any]:
    numbers = {"granted": row.granted, "held": row.held, "spent": row.spent, "left": row.left}
    told = {name: showing.quantity(row.unit, value) for name, value in numbers.items()}
    return {"row": row, "rule": showing.rule_title(row.rule), **told}


@require_http_methods(["GET", "POST"])
@opens_for(*READERS)
def one(request: HttpRequest, account: UUID) -> HttpResponse:
    """The statement: every entry with what was left after it; the county asks for a correction here."""
    scope = scope_of(request)
    if request.method == "POST" and act(request, _steps(request, account)):
        return redirect("purchase_account", account)
    told, context = queries.statement(scope, account), base(request, "accounts")
    _note(request, told.account)
    held = told.account
    context |= {
        **_shown(held),
        "name": queries.names_of([held]).get(held.person, ""),
        "facts": showing.rule_facts(told.rule, context["now"].date()),
        "lines": [
            {
                "entry": line.entry,
                "kind": showing.kind_word(line.entry.kind),
                "item": showing.item_word(line.entry.item) if line.entry.item else "",
                "units": showing.quantity(held.unit, line.entry.units),
                "left": showing.quantity(held.unit, line.left),
            }
            for line in told.lines
        ],
        "is_own": not may(scope, Can.HANDLE_PURCHASE),
        "may_correct": permissions.may_correct(scope) and not held.lapsed_at,
        "is_money": held.unit == "fen",
        "corrections": _corrections(scope, held),
        "me": scope.actor.account,
    }
    return private(render(request, "purchase/account.html", context))


def _note(request: HttpRequest, account: Any) -> None:
    told = said(request)
    own = account.person in told["scope"].persons
    operations.note_reading(person=account.person, area=account.area, own=own, by=told["by"], now=told["now"])


def _corrections(scope: Any, account: Any) -> list[dict[str, Any]]:
    if not may(scope, Can.HANDLE_PURCHASE):
        return []
    return [
        {"row": row, "units": showing.quantity(account.unit, row.units)}
        for row in queries.list_corrections(scope, account.id)
    ]


def _steps(request: HttpRequest, account: UUID) -> dict[str, Any]:
    told = said(request)
    units = text_of(request, "units", 20)
    held = queries.access_account(told["scope"], account)
    many = fen_of(units) if held.unit == "fen" else whole_of(units)
    reason, correction = text_of(request, "reason", 501), key_of(text_of(request, "correction"))

    def decide(confirm: bool) -> Any:
        return operations.decide_correction(correction=correction, confirm=confirm, **told)

    return {
        "propose": (
            lambda: operations.propose_correction(account=account, units=many, reason=reason, **told),
            gettext("更正已提出，等另一个人确认。"),
        ),
        "confirm": (lambda: decide(True), gettext("更正已记入账户。")),
        "refuse": (lambda: decide(False), gettext("更正没有确认。")),
    }


@require_GET
@opens_for(*READERS)
def paper(request: HttpRequest, account: UUID) -> HttpResponse:
    """The statement as PDF."""
    told = queries.statement(scope_of(request), account)
    _note(request, told.account)
    name = queries.names_of([told.account]).get(told.account.person, "")
    data = set_statement(told, name, at=said(request)["now"])
    return given(data, "application/pdf", f"{told.account.id.hex[-10:].upper()}.pdf")


@require_GET
@opens_for(Can.ORDER_OWN)
def mine(request: HttpRequest) -> HttpResponse:
    """My vouchers, or those of whom I act for: what is left, and until when."""
    scope, context = scope_of(request), base(request, "mine")
    today = context["now"].date()
    people = []
    for person in scope.persons:
        told = [
            {
                "account": one,
                "facts": showing.rule_facts(one.rule, today),
                "left": showing.quantity(one.rule.unit, one.left),
                "granted": showing.quantity(one.rule.unit, one.granted),
                "held": showing.quantity(one.rule.unit, one.held) if one.held else "",
                "is_now": one.period_from <= today < one.valid_to,
            }
            for one in queries.list_of_person(scope, person, limit=12)
        ]
        if told:
            people.append({"name": queries.names_of_persons([person]).get(person, ""), "accounts": told})
    return private(render(request, "purchase/mine.html", context | {"people": people}))
