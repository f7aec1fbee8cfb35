"""Bills of utilities paid for an elder: asked for, done by a provider, signed for."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.checkout import operations, queries
from chongyang.checkout.enums import ErrandState, Utility
from chongyang.checkout.rules.limits import limits
from chongyang.core.clock import now as clock_now
from chongyang.registry import queries as registry
from chongyang.settlement.rules.months import NoMonth, read_month, spelled
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.checkout.errand_words import errand_words, errands_words, step_words
from chongyang.web.checkout.showing import base, do, fen_of, private, said
from chongyang.web.parts.doing import key_of, text_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given_file
from chongyang.web.parts.taking import sent_file, takes

READERS = (Can.PAY_SERVICES, Can.ORDER_SERVICES, Can.PROVIDE_SERVICES, Can.MAKE_VISITS, Can.SETTLE_SERVICES)
ASKERS = (Can.ORDER_OWN, Can.ORDER_SERVICES)
PAGE = 30
FIRST_MONTH = date(2018, 1, 1)
Which = Literal["paid", "handed", "cash"]


@require_GET
@opens_for(*READERS)
def errands(request: HttpRequest) -> HttpResponse:
    """What waits first, then the others a page at a time; who settles sees the month beside them."""
    scope = scope_of(request)
    after = key_of(request.GET.get("after", "")) if request.GET.get("after") else None
    rows = queries.list_errands(scope, after=after, limit=PAGE + 1)
    shown = errands_words(rows[:PAGE])
    context = base(request, "errands") | {
        "waiting": [one for one in shown if one["is_open"]],
        "others": [one for one in shown if not one["is_open"]],
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "is_first": after is None,
        "may_ask": any(may(scope, one) for one in ASKERS),
    }
    if context["may_settle"]:
        month = _month(request)
        context |= {"month": spelled(month), "sums": queries.month_of_errands(scope, month)}
    return private(render(request, "checkout/errands.html", context))


def _month(request: HttpRequest) -> date:
    """The month that was asked for, if it has begun; this one otherwise."""
    present = timezone.localdate(clock_now()).replace(day=1)
    try:
        return min(max(FIRST_MONTH, read_month(request.GET.get("month", ""))), present)
    except NoMonth:
        return present


@require_http_methods(["GET", "POST"])
@opens_for(*ASKERS)
def new(request: HttpRequest) -> HttpResponse:
    """For whom, which bill, up to how much, and who does it."""
    if request.method == "POST":
        made: list[Any] = []
        if do(request, lambda: made.append(_ask(request)), gettext("已提交，等服务商代缴。")):
            return redirect("checkout_errand", made[0].id)
    context = base(request, "errands") | _asking(request)
    status = 422 if request.method == "POST" else 200
    return private(render(request, "checkout/errand_new.html", context, status=status))


def _ask(request: HttpRequest) -> Any:
    return operations.ask_errand(
        person=key_of(request.POST.get("person", "")),
        organisation=key_of(request.POST.get("organisation", "")),
        utility=text_of(request, "utility", 20),
        household_number=text_of(request, "household_number", 60),
        most_fen=fen_of(request.POST.get("most", "")),
        **said(request),
    )


def _asking(request: HttpRequest) -> dict[str, Any]:
    """Those for whom this account may ask, the chosen one, and who pays bills where she lives."""
    scope, now = scope_of(request), clock_now()
    wanted = key_of(request.POST.get("person") or request.GET.get("person", ""))
    is_seat = may(scope, Can.ORDER_SERVICES)
    keys = [wanted] if is_seat else sorted(queries.persons_of(scope, now))
    people = list(registry.list_by_key(scope, keys))
    chosen = next((one for one in people if one.id == wanted), people[0] if people else None)
    doers = []
    if chosen is not None:
        doers = queries.doers_for(scope, area=chosen.area, on=timezone.localdate(now))
    return {
        "people": people,
        "chosen": chosen,
        "doers": doers,
        "utilities": [(one.value, one.label) for one in Utility],
        "most_fen": limits().errand_most_fen,
        "typed": {name: request.POST.get(name, "") for name in ("utility", "household_number", "most")}
        | {"organisation": str(key_of(request.POST.get("organisation", "")))},
    }


@require_http_methods(["GET", "POST"])
@opens_for(*READERS)
@takes("FILE_BYTES")
def errand(request: HttpRequest, errand: UUID) -> HttpResponse:
    """One errand; a post takes the step whose button was pressed."""
    if request.method == "POST":
        _act(request, errand)
        return redirect("checkout_errand", errand)
    scope = scope_of(request)
    row = queries.access_errand(scope, errand)
    is_asker, is_doer = _sides(scope, row)
    is_own = row.person in queries.persons_of(scope, clock_now())
    if is_asker or is_doer:
        operations.note_errand_read(
            person=row.person, area=row.area, own=is_own, by=scope.actor, now=clock_now()
        )
    cash = queries.cash_of(row)
    context = (
        base(request, "errands")
        | errand_words(row)
        | {
            "opens": is_asker or is_doer,
            "cash": cash,
            "steps": step_words(row, cash),
            "bill": queries.bills_for([row]).get(row.id),
            "may_cancel": row.state == ErrandState.ASKED and cash is None,
            "may_do": is_doer and row.state == ErrandState.ASKED,
            "may_hand": is_doer and row.state == ErrandState.PAID_FOR,
            "may_sign": is_own and row.state == ErrandState.PAID_FOR,
            "may_take_cash": is_doer and limits().cash_allowed and cash is None,
            "may_confirm_cash": cash is not None and cash.confirmed_by is None,
            "took_cash": cash is not None and cash.taken_by == scope.actor.account,
        }
    )
    return private(render(request, "checkout/errand.html", context))


def _sides(scope: Any, row: Any) -> tuple[bool, bool]:
    """Whether the reader is on the side that asks, and on the side that does: both see name and number."""
    asks = any(may(scope, one) for one in ASKERS)
    return asks, scope.organisation is not None and row.organisation == scope.organisation


def _act(request: HttpRequest, key: UUID) -> None:
    told: dict[str, Any] = {"errand": key, **said(request)}
    amount, sent = fen_of(request.POST.get("amount", "")), sent_file(request) or {}
    steps = {
        "pay": (
            lambda: operations.pay_errand(amount_fen=amount, **sent, **told),
            gettext("已记为代缴，请把票据交给老人并请她签收。"),
        ),
        "hand": (lambda: operations.hand_over(**sent, **told), gettext("已签收，账单已发给老人。")),
        "sign": (
            lambda: operations.sign_errand(**told),
            gettext("已签收。请到“账单”把钱付给服务商。"),
        ),
        "cancel": (lambda: operations.cancel_errand(**told), gettext("已取消，没有代缴。")),
        "cash": (
            lambda: operations.take_cash(amount_fen=amount, **sent, **told),
            gettext("已登记现金，等另一个人核对。"),
        ),
        "confirm": (lambda: operations.confirm_cash(**told), gettext("现金已核对，可以代缴。")),
    }
    action = request.POST.get("do", "")
    if action in steps:
        do(request, *steps[action])


@require_GET
@opens_for(*READERS)
def paper(request: HttpRequest, errand: UUID, which: str) -> HttpResponse:
    """One of the receipts."""
    known: dict[str, Which] = {"paid": "paid", "handed": "handed", "cash": "cash"}
    if which not in known:
        raise Http404
    return given_file(queries.access_receipt(scope_of(request), errand, known[which]))
