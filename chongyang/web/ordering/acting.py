"""What the desk does with an order or a plan: each is one operation, and what it refuses is told in words."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.clock import now as clock_now
from chongyang.hotline import operations as hotline
from chongyang.hotline.rules.complaints import Against, From
from chongyang.orders import operations, queries
from chongyang.orders.enums import PauseReason
from chongyang.territory.rules.capabilities import Can
from chongyang.web.ordering.views import order_context
from chongyang.web.parts import doorcode, ordered
from chongyang.web.parts.coming_back import back_of, with_back
from chongyang.web.parts.doing import private, said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import do

STEPS = ("accept", "refuse", "confirm", "dispute")
WORDS = 200


@require_POST
@opens_for(Can.ORDER_SERVICES)
def step(request: HttpRequest, order: UUID) -> HttpResponse:
    """One step; a redo leads to the new order."""
    row = queries.access_order(scope_of(request), order)
    action, reason = request.POST.get("do", ""), request.POST.get("reason", "")[:WORDS]
    told = {"order": order, **said(request)}
    if action == "redo":
        return _redo(request, row, reason)
    if action == "withdraw":
        note = request.POST.get("note", "")[:WORDS]
        do(
            request,
            lambda: operations.withdraw(reason=reason, note=note, **told),
            gettext("订单已撤销，服务券已退回。"),
        )
    elif action == "offer":
        offer = ordered.key_of(request.POST.get("offer", ""))
        do(
            request,
            lambda: operations.re_offer(offer=offer, reason=reason, **told),
            gettext("已请另一家服务商接单。"),
        )
    elif action in STEPS:
        do(
            request,
            lambda: operations.step(action=action, reason=reason, how="phone", **told),
            gettext("已记下。"),
        )
    return redirect(with_back(reverse("ordering_order", args=[order]), back_of(request)))


def _redo(request: HttpRequest, row: Any, reason: str) -> HttpResponse:
    """The new order; or back to the old one with the reason why not."""
    made: list[Any] = []
    window = ordered.window_of(request.POST.get("window", ""), row.item, clock_now())
    if window is None:
        messages.error(request, gettext("请选择重做的时间。"))
        return redirect("ordering_order", row.id)

    def act() -> None:
        times: dict[str, Any] = {"from_at": window.from_at, "to_at": window.to_at}
        made.append(operations.redo(order=row.id, reason=reason, **times, **said(request)))

    if do(request, act, gettext("已安排免费重做。")):
        return redirect("ordering_order", made[0].id)
    return redirect("ordering_order", row.id)


@require_POST
@opens_for(Can.ORDER_SERVICES)
def code(request: HttpRequest, order: UUID) -> HttpResponse:
    """The code at the door: shown on this answer alone, or sent to her telephone."""
    context = order_context(request, order)
    return private(render(request, "ordering/order.html", context | doorcode.tell(request, order)))


@require_POST
@opens_for(Can.ORDER_SERVICES)
def complaint(request: HttpRequest, order: UUID) -> HttpResponse:
    """A complaint about an order is one of the line's, with its deadline and investigator; one an order."""
    row = queries.access_order(scope_of(request), order)
    form = hotline.ComplaintForm(
        came_by=From.ELDER.value,
        against=Against.PROVIDER.value,
        against_name=row.provider_name,
        content=request.POST.get("content", "").strip()[:2000],
    )
    told: dict[str, Any] = {"scope": scope_of(request), "now": clock_now()}
    told |= {"person": row.person, "reference": row.id}
    try:
        made = hotline.receive_complaint(form=form, **told)
    except hotline.UnableToHandle as refused:
        messages.error(request, " ".join(gettext(fault) for fault in refused.faults.values()))
    else:
        messages.success(request, gettext("投诉 %(number)s 已登记。") % {"number": made.number})
    return redirect("ordering_order", order)


@require_POST
@opens_for(Can.ORDER_SERVICES)
def plan(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Rest, go on, or end."""
    row = queries.access_plan(scope_of(request), plan)
    today, action = timezone.localdate(clock_now()), request.POST.get("do", "")
    told = {"plan": plan, **said(request)}
    if action == "pause":
        first, last = _day(request.POST.get("from_on", "")) or today, _day(request.POST.get("to_on", ""))
        reason = request.POST.get("reason", PauseReason.OTHER.value)
        do(
            request,
            lambda: operations.pause_plan(reason=reason, from_on=first, to_on=last, **told),
            gettext("计划已暂停，这段时间的订单已撤销。"),
        )
    elif action == "resume":
        do(request, lambda: operations.resume_plan(on=today, **told), gettext("计划已恢复。"))
    elif action == "end":
        do(request, lambda: operations.end_plan(reason="desk", **told), gettext("计划已结束。"))
    return redirect("ordering_for", row.person)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
