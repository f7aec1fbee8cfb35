"""Order in three taps: what (on the page before), when, yes; and what can be done with an order or a plan."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.words import N_
from chongyang.orders import operations, queries
from chongyang.orders.enums import OrderChannel, PauseReason
from chongyang.services.rules import catalogue
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.mine.beside import is_new_to_her, list_beside
from chongyang.web.mine.views import access_person, order_context
from chongyang.web.parts import doorcode, ordered, packages
from chongyang.web.parts.doing import private, said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import do

STEPS = ("confirm", "dispute")
AGAIN = N_("要求重做：%(why)s")
WEEKLY = ("", "1", "2")


def _item(key: str) -> Any:
    try:
        return catalogue.item(key)
    except catalogue.UnknownItem:
        raise Http404 from None


@require_GET
@opens_for(Can.ORDER_OWN)
def when(request: HttpRequest, person: UUID, item: str) -> HttpResponse:
    """The second tap: a day and a time."""
    found = _item(item)
    context = {
        "elder": access_person(request, person),
        "item": ordered.named(found),
        "key": item,
        "minutes": found.minutes,
        "days": ordered.windows(item, clock_now()),
    }
    return private(render(request, "mine/when.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_OWN)
def confirm(request: HttpRequest, person: UUID, item: str, window: str) -> HttpResponse:
    """The third tap: who comes for how much, and yes. A second tap is the same order."""
    elder, found = access_person(request, person), _item(item)
    chosen = ordered.window_of(window, item, clock_now())
    if chosen is None:
        messages.warning(request, gettext("这个时间已经不能预约，请另选时间。"))
        return redirect("mine_when", person, item)
    beside = list_beside(request, person, item, chosen)
    if request.method == "POST" and not is_new_to_her(request, beside):
        answer = _place(request, person, item, chosen)
        if answer is not None:
            return answer
    quotes = _quotes(request, person, item, chosen)
    context = {
        "elder": elder,
        "item": ordered.named(found),
        "key": item,
        "minutes": found.minutes,
        "chosen": chosen,
        "window": window,
        "quotes": quotes,
        "cancellation": found.cancellation,
        "beside": beside,
        "word": request.POST.get("key") or str(new_key()),
    }
    return private(render(request, "mine/confirm.html", context, status=422 if request.POST else 200))


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_OWN)
def package(request: HttpRequest, person: UUID) -> HttpResponse:
    """Several services in one window, all or none."""
    elder, channel = access_person(request, person), _channel(request)
    if request.method == "POST" and packages.place(request, person, channel):
        return redirect("mine_person", person)
    context = packages.context_of(request, person, channel) | {"elder": elder}
    return private(render(request, "mine/package.html", context, status=422 if request.POST else 200))


def _channel(request: HttpRequest) -> str:
    own = scope_of(request).role == Role.ELDER
    return (OrderChannel.PORTAL if own else OrderChannel.FAMILY).value


def _quotes(request: HttpRequest, person: UUID, item: str, chosen: Any) -> list[operations.Quote]:
    wanted = operations.wanted_for(person, item, chosen.from_at, chosen.to_at, _channel(request))
    try:
        return operations.quote(wanted=wanted, **said(request))
    except operations.UnableToOrder as refused:
        messages.error(request, gettext(refused.reason))
        return []


def _place(request: HttpRequest, person: UUID, item: str, chosen: Any) -> HttpResponse | None:
    """Once, or the first of every week; nothing where it was refused, and why stands on the page."""
    told = {
        "person": person,
        "channel": _channel(request),
        "key": request.POST.get("key", "")[:80],
        **said(request),
    }
    offer, note = ordered.key_of(request.POST.get("offer", "")), request.POST.get("note", "")[:200]
    weekly = request.POST.get("weekly", "")
    try:
        if weekly in WEEKLY[1:]:
            form = _form(item, chosen, int(weekly), offer, note)
            operations.begin_plan(form=form, **told)
            messages.success(request, gettext("计划已建立，以后按时有人上门。"))
            return redirect("mine_person", person)
        row = operations.create(
            item=item, from_at=chosen.from_at, to_at=chosen.to_at, offer=offer, note=note, **told
        )
    except operations.UnableToOrder as refused:
        messages.error(request, gettext(refused.reason))
        return None
    messages.success(request, gettext("预约好了，服务商答复后这里会显示。"))
    return redirect("mine_order", row.id)


def _form(item: str, chosen: Any, weeks: int, offer: UUID | None, note: str) -> operations.PlanForm:
    return operations.PlanForm(
        item=item,
        weekdays=[chosen.from_at.isoweekday()],
        every_weeks=weeks,
        begins=chosen.from_at.time(),
        window_minutes=int((chosen.to_at - chosen.from_at).total_seconds()) // 60,
        valid_from=chosen.from_at.date(),
        offer=offer,
        note=note,
    )


@require_POST
@opens_for(Can.ORDER_OWN)
def step(request: HttpRequest, order: UUID) -> HttpResponse:
    """Withdraw with a reason, say that it was well done, or that it was not."""
    order_context(request, order)
    action, reason = request.POST.get("do", ""), request.POST.get("reason", "")[:200]
    if action == "withdraw":
        do(
            request,
            lambda: operations.withdraw(order=order, reason=reason, **said(request)),
            gettext("预约已撤销。"),
        )
    elif action == "redo":
        asked = AGAIN % {"why": reason.strip()} if reason.strip() else ""
        do(
            request,
            lambda: operations.step(order=order, action="dispute", reason=asked[:200], **said(request)),
            gettext("已转服务台安排免费重做，会与您联系。"),
        )
    elif action in STEPS:
        done = gettext("谢谢您的确认。") if action == "confirm" else gettext("已记下，服务台会与您联系。")
        do(
            request,
            lambda: operations.step(order=order, action=action, reason=reason, **said(request)),
            done,
        )
    return redirect("mine_order", order)


@require_POST
@opens_for(Can.ORDER_OWN)
def code(request: HttpRequest, order: UUID) -> HttpResponse:
    """The code at the door: shown on this answer alone, or sent to her telephone."""
    context = order_context(request, order)
    return private(render(request, "mine/order.html", context | doorcode.tell(request, order)))


@require_POST
@opens_for(Can.ORDER_OWN)
def plan(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Rest, go on, or end."""
    row = queries.access_plan(scope_of(request), plan)
    access_person(request, row.person)
    today, action = timezone.localdate(clock_now()), request.POST.get("do", "")
    first = _day(request.POST.get("from_on", "")) or today
    told = {"plan": plan, **said(request)}
    reason = request.POST.get("reason", PauseReason.OTHER.value)
    if action == "pause":
        until = _day(request.POST.get("to_on", ""))
        do(
            request,
            lambda: operations.pause_plan(reason=reason, from_on=first, to_on=until, **told),
            gettext("已暂停，这段时间不上门。"),
        )
    elif action == "resume":
        do(request, lambda: operations.resume_plan(on=today, **told), gettext("已恢复。"))
    elif action == "end":
        do(request, lambda: operations.end_plan(reason="own", **told), gettext("计划已结束。"))
    return redirect("mine_person", row.person)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
