"""One's own hours: opened, told, laid aside, given to a named other, received with consent."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.timebank import enums, operations, queries
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.timebank.doing import (
    act,
    bank_words,
    base,
    day_of,
    help_word,
    hours,
    key_of,
    minutes_of,
    private,
    said,
    text_of,
)

TONES = {"told": "note", "held": "note", "offered": "note", "confirmed": "good", "accepted": "good"}


@require_GET
@opens_for(Can.BANK_HOURS, Can.KEEP_HOURS)
def mine(request: HttpRequest) -> HttpResponse:
    """Accounts of the reader and of whom she orders for; who keeps the bank is led to her own page."""
    scope = scope_of(request)
    if not may(scope, Can.BANK_HOURS):
        return redirect("timebank_keep")
    rows = queries.list_own(scope, clock_now())
    own = next((row for row in rows if row.account == scope.actor.account), None)
    context = base(request, "mine") | {
        "rows": [bank_words(row) for row in rows],
        "own": own,
        "may_open": own is None and may(scope, Can.MAKE_VISITS),
        "people": _without(request, rows),
        "bookings": [_booking(one) for one in queries.list_bookings(scope, [row.id for row in rows])],
        "transfers": _transfers(request, rows),
        "activities": [_activity(one) for one in queries.list_activities(scope, own)] if own else [],
        "wanted": [_booking(one) for one in queries.list_wanted(scope)] if own else [],
    }
    return private(render(request, "timebank/mine.html", context))


def _without(request: HttpRequest, rows: list[Any]) -> list[Any]:
    """People whom she orders for and who have no account yet."""
    held = {row.person for row in rows}
    scope = scope_of(request)
    keys = sorted(orders.persons_of(scope, clock_now()) - held)
    return list(registry.list_by_key(scope, keys)) if keys else []


def _booking(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "help": help_word(row.help),
        "hours": hours(row.minutes),
        "state": gettext(enums.Booked.of(row.state).label),
        "tone": TONES.get(row.state, ""),
    }


def _activity(row: Any) -> dict[str, Any]:
    told = {"state": gettext(enums.Standing.of(row.state).label), "tone": TONES.get(row.state, "")}
    return {"row": row, "help": help_word(row.help), "hours": hours(row.minutes), **told}


def _transfers(request: HttpRequest, rows: list[Any]) -> list[dict[str, Any]]:
    own = {row.id for row in rows}
    return [
        {
            "row": one,
            "hours": hours(one.minutes),
            "state": gettext(enums.Offered.of(one.state).label),
            "tone": TONES.get(one.state, ""),
            "is_ours": one.source_id in own,
            "may_answer": one.state == enums.Offered.OFFERED and one.target_id in own,
            "may_withdraw": one.state == enums.Offered.OFFERED and one.source_id in own,
        }
        for one in queries.list_transfers(scope_of(request), own)
    ]


@require_POST
@opens_for(Can.BANK_HOURS)
def begin(request: HttpRequest) -> HttpResponse:
    """Open one's own account, or that of an elder for whom one orders."""
    if person := key_of(request.POST.get("person", "")):
        step = lambda: operations.open_for(person=person, **said(request))  # noqa: E731
    else:
        step = lambda: operations.open_own(born_on=day_of(request, "born_on"), **said(request))  # noqa: E731
    act(request, step, gettext("时间账户已开好。"))
    return redirect("timebank")


@require_POST
@opens_for(Can.BANK_HOURS)
def tell(request: HttpRequest) -> HttpResponse:
    """What a volunteer did, for somebody else to confirm."""
    told = {
        "help": request.POST.get("help", ""),
        "on": day_of(request, "on"),
        "minutes": minutes_of(request),
        "note": text_of(request, "note"),
    }
    done = gettext("已报上，等工作人员确认。")
    act(request, lambda: operations.tell_activity(**told, **said(request)), done)  # type: ignore[arg-type]
    return redirect("timebank")


@require_POST
@opens_for(Can.BANK_HOURS)
def take(request: HttpRequest, booking: UUID) -> HttpResponse:
    """A volunteer did what an elder had booked, on the day that she says."""
    told: dict[str, Any] = {"help": enums.Help.COMPANY.value, "on": day_of(request, "on"), "minutes": 15}
    act(
        request,
        lambda: operations.tell_activity(booking=booking, **told, **said(request)),
        gettext("已报上，等工作人员确认。"),
    )
    return redirect("timebank")


@require_POST
@opens_for(Can.BANK_HOURS)
def book(request: HttpRequest, bank: UUID) -> HttpResponse:
    """Lay hours aside for help."""
    told = {
        "bank": bank,
        "help": request.POST.get("help", ""),
        "minutes": minutes_of(request),
        "wanted_on": day_of(request, "wanted_on"),
        "note": text_of(request, "note"),
    }
    act(request, lambda: operations.book(**told, **said(request)), gettext("已预约，时间先占用。"))  # type: ignore[arg-type]
    return redirect("timebank")


@require_POST
@opens_for(Can.BANK_HOURS)
def release(request: HttpRequest, booking: UUID) -> HttpResponse:
    act(
        request,
        lambda: operations.release(booking=booking, **said(request)),
        gettext("预约已取消，时间退回。"),
    )
    return redirect("timebank")


@require_POST
@opens_for(Can.BANK_HOURS)
def give(request: HttpRequest, bank: UUID) -> HttpResponse:
    """Hours for the account of a named other, who must agree."""
    told = {"bank": bank, "to": request.POST.get("to", ""), "minutes": minutes_of(request)}
    done = gettext("已提出转让，等对方同意。")
    act(request, lambda: operations.offer(**told, **said(request)), done)  # type: ignore[arg-type]
    return redirect("timebank")


@require_POST
@opens_for(Can.BANK_HOURS)
def answer(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """The receiver agrees or not; the giver takes it back."""
    do, told = request.POST.get("do", ""), {"transfer": transfer, **said(request)}
    if do == "withdraw":
        act(request, lambda: operations.withdraw(**told), gettext("已撤回，时间退回。"))
    else:
        accept = do == "accept"
        done = gettext("已收下。") if accept else gettext("已告诉对方不同意。")
        act(request, lambda: operations.answer(accept=accept, **told), done)
    return redirect("timebank")
