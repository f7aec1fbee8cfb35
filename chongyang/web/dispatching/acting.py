"""What a dispatcher does: plan, publish, move, pin; what an operation refuses is told in words."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.orders import queries as orders
from chongyang.scheduling import operations, queries
from chongyang.scheduling.operations import UnableToPlan
from chongyang.territory.rules.capabilities import Can
from chongyang.web.dispatching.asked import board_url, day_of, moment_of, provider_of
from chongyang.web.parts.doing import said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import key_of


def do(request: HttpRequest, step: Callable[[], str]) -> bool:
    """Take a step and say what came of it; what is refused changes nothing."""
    try:
        words = step()
    except UnableToPlan as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, words)
    return True


@require_POST
@opens_for(Can.PLAN_VISITS)
def plan(request: HttpRequest) -> HttpResponse:
    """The worker plans the day, or what is left of it; the page says how far it is."""
    day = day_of(request.POST.get("day", ""))
    provider = provider_of(request, request.POST.get("provider", ""))

    def step() -> str:
        operations.ask_plan(day=day, organisation=provider, **said(request))
        return gettext("已开始排，完成后这一页会显示结果。")

    do(request, step)
    return redirect(board_url(day, provider))


@require_POST
@opens_for(Can.PLAN_VISITS)
def publish(request: HttpRequest) -> HttpResponse:
    """The drafts that the page showed; each order gets its carers."""
    rows = [queries.access_plan(scope_of(request), key) for key in _keys(request)]
    day = rows[0].day if rows else day_of(request.POST.get("day", ""))
    for row in rows:
        do(request, lambda row=row: _published(request, row))  # type: ignore[misc]
    return redirect(board_url(day, provider_of(request, request.POST.get("provider", ""))))


def _keys(request: HttpRequest) -> list[UUID]:
    return [key for text in request.POST.getlist("plan")[:200] if (key := key_of(text))]


def _published(request: HttpRequest, row: Any) -> str:
    done = operations.publish(plan=row.id, **said(request))
    refused = {one.order for one in queries.visits_of(scope_of(request), [done]) if one.outcome}
    if refused:
        return gettext("已发布；%(n)s 单没有派成，原因见下面。") % {"n": len(refused)}
    return gettext("已发布，护理员的手机上看得到了。")


@require_POST
@opens_for(Can.PLAN_VISITS)
def move(request: HttpRequest, order: UUID) -> HttpResponse:
    """To these carers at this time: dragged, or by the form."""
    row = orders.access_order(scope_of(request), order)
    day = timezone.localdate(row.from_at)
    moment = moment_of(day, request.POST.get("starts", ""))

    def step() -> str:
        if moment is None:
            raise UnableToPlan(gettext("请填写时间。"))
        operations.move(order=order, carers=_carers(request), starts_at=moment, **said(request))
        return gettext("已移动，并固定在这里；发布以后生效。")

    moved = do(request, step)
    if request.POST.get("from") == "board":
        return redirect(board_url(day, provider_of(request, request.POST.get("provider", ""))))
    return redirect(board_url(day, row.organisation) if moved else f"{request.path.removesuffix('move/')}")


@require_POST
@opens_for(Can.PLAN_VISITS)
def pin(request: HttpRequest, order: UUID) -> HttpResponse:
    """Fix who comes, when, or both for the next plan; or let it go."""
    row = orders.access_order(scope_of(request), order)
    moment = moment_of(timezone.localdate(row.from_at), request.POST.get("starts", ""))

    def step() -> str:
        if request.POST.get("do") == "unpin":
            operations.unpin(order=order, **said(request))
            return gettext("已取消固定，下次排班可以移动。")
        reason = request.POST.get("reason", "")
        operations.pin(order=order, carers=_carers(request), starts_at=moment, reason=reason, **said(request))
        return gettext("已固定，请重新排班。")

    do(request, step)
    return redirect("dispatching_order", order)


def _carers(request: HttpRequest) -> list[UUID]:
    return [key for text in request.POST.getlist("carer")[:2] if (key := key_of(text))]
