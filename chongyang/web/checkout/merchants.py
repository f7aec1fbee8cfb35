"""Numbers under which providers are paid: told by one, typed again by another, ended; statements of a day."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.checkout import operations, queries
from chongyang.core.words import N_
from chongyang.territory.rules.capabilities import Can
from chongyang.web.checkout.showing import base, do, organisations_of, private, said
from chongyang.web.parts.doing import day_of, text_of
from chongyang.web.parts.doors import opens_for, scope_of

MOST_BYTES = 8 * 1024 * 1024
IN_FORCE, WAITS, ENDED = N_("在用"), N_("待另一人确认"), N_("已停用")


@require_http_methods(["GET", "POST"])
@opens_for(Can.SETTLE_SERVICES)
def merchants(request: HttpRequest) -> HttpResponse:
    """The own numbers, or those of all providers for who makes payments; a post tells a new one."""
    scope = scope_of(request)
    rows = queries.list_merchants(scope)
    if request.method == "POST":
        do(request, lambda: _tell_number(request), gettext("已登记，等另一人确认后生效。"))
        return redirect("checkout_merchants")
    shown = _shown(request, rows)
    context = base(request, "merchants") | {
        "open": [one for one in shown if one["row"].ended_on is None],
        "ended": [one for one in shown if one["row"].ended_on is not None],
        "vendors": operations.list_vendors(),
        "own": queries.keeps_own_numbers(scope),
        "days": [
            {"row": one, "shown": covered(one.merchant), "open": count}
            for one, count in queries.list_vendor_days(scope)
        ],
    }
    return private(render(request, "checkout/merchants.html", context))


def _tell_number(request: HttpRequest) -> Any:
    told: dict[str, Any] = {
        "vendor": text_of(request, "vendor", 20),
        "number": text_of(request, "number", 60),
    }
    organisation = scope_of(request).organisation or UUID(int=0)
    return operations.tell_merchant(organisation=organisation, **told, **said(request))


def _shown(request: HttpRequest, rows: Iterable[Any]) -> list[dict[str, Any]]:
    held = list(rows)
    scope = scope_of(request)
    labels = {one.name: one.label for one in operations.list_vendors()}
    names = organisations_of(row.organisation for row in held)
    return [
        {
            "row": row,
            "vendor": labels.get(row.vendor, row.vendor),
            "shown": covered(row.number),
            "who": names.get(row.organisation, "") if row.organisation != scope.organisation else "",
            "is_own": row.told_by == scope.actor.account,
            **_state(row),
        }
        for row in held
    ]


def _state(row: Any) -> dict[str, str]:
    if row.ended_on is not None:
        return {"state": ENDED, "tone": ""}
    return {"state": IN_FORCE, "tone": "good"} if row.confirmed_by else {"state": WAITS, "tone": "warn"}


def covered(number: str) -> str:
    """The end alone: at one vendor the number is a token that opens the account."""
    return f"••••{number[-4:]}" if len(number) > len("1234") else "••••"


@require_POST
@opens_for(Can.SETTLE_SERVICES)
def merchant(request: HttpRequest, merchant: UUID) -> HttpResponse:
    """Confirm by typing it again, end it, or compare a day's statement."""
    told: dict[str, Any] = {"merchant": merchant, **said(request)}
    number = text_of(request, "number", 60)
    steps = {
        "confirm": (lambda: operations.confirm_merchant(number=number, **told), gettext("商户号已启用。")),
        "end": (lambda: operations.end_merchant(**told), gettext("商户号已停用，不再收款。")),
    }
    action = request.POST.get("do", "")
    if action in steps:
        do(request, *steps[action])
    elif action == "statement":
        _compare(request, merchant)
    return redirect("checkout_merchants")


def _compare(request: HttpRequest, key: UUID) -> None:
    row = queries.access_merchant(scope_of(request), key)
    on, file = day_of(request.POST.get("on", "")), request.FILES.get("file")
    if on is None or file is None or isinstance(file, list):
        messages.error(request, gettext("请选择日期和对账单文件。"))
        return
    if file.size is None or file.size > MOST_BYTES:
        messages.error(request, gettext("对账单太大。"))
        return
    told: dict[str, Any] = {"vendor": row.vendor, "merchant": row.number, "on": on, "body": file.read()}
    do(request, lambda: operations.take_statement(**told, **said(request)), gettext("对账单已核对。"))
