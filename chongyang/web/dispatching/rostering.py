"""What a dispatcher does with a week: count, fill, change a day, exchange two, write a wish, publish."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.scheduling import operations, queries
from chongyang.scheduling.operations import UnableToPlan
from chongyang.scheduling.rules.rostering import load
from chongyang.territory.rules.capabilities import Can
from chongyang.web.dispatching.acting import do
from chongyang.web.dispatching.asked import provider_of
from chongyang.web.dispatching.weeks import WISHES, week_of, week_url
from chongyang.web.parts.doing import said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import key_of


@require_POST
@opens_for(Can.PLAN_VISITS)
def open_week(request: HttpRequest) -> HttpResponse:
    """Begin a week, or count anew what its orders ask."""
    first = week_of(request.POST.get("week", ""))
    provider = provider_of(request, request.POST.get("provider", ""))

    def step() -> str:
        if provider is None:
            raise UnableToPlan(gettext("请选择服务商。"))
        operations.open_week(organisation=provider, week=first, **said(request))
        return gettext("已按这一周的订单算好人手需求；手填的不变。")

    do(request, step)
    return redirect(week_url(first, provider))


@require_POST
@opens_for(Can.PLAN_VISITS)
def act(request: HttpRequest, roster: UUID) -> HttpResponse:
    """One step with a week's roster, by the button that was pressed."""
    row = queries.access_roster(scope_of(request), roster)
    step = STEPS.get(request.POST.get("do", ""))
    if step:
        do(request, lambda: step(request, row))
    else:
        messages.error(request, gettext("请选择要做什么。"))
    day, carer = _day(request), key_of(request.POST.get("carer", ""))
    chosen = (f"&day={day.isoformat()}" if day else "") + (f"&carer={carer}" if carer else "")
    return redirect(week_url(row.week, row.organisation) + chosen)


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None


def _told(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {"roster": row.id, **said(request)}


def _of_day(request: HttpRequest, row: Any) -> dict[str, Any]:
    """What is said of one day. Raises UnableToPlan."""
    day = _day(request)
    if day is None:
        raise UnableToPlan(gettext("请选择日期。"))
    return _told(request, row) | {"day": day}


def _carer(request: HttpRequest, name: str = "carer") -> UUID:
    """Raises UnableToPlan."""
    key = key_of(request.POST.get(name, ""))
    if key is None:
        raise UnableToPlan(gettext("请选择护理员。"))
    return key


def _fill(request: HttpRequest, row: Any) -> str:
    done = operations.fill(**_told(request, row))
    if done.reasons:
        raise UnableToPlan(gettext("这一周排不出来，原因见下面；原来的班没有改。"))
    return gettext("已排好，看过以后请发布。")


def _publish(request: HttpRequest, row: Any) -> str:
    operations.publish_roster(**_told(request, row))
    return gettext("已发布，护理员的手机上看得到了；每天的派工照此排。")


def _set(request: HttpRequest, row: Any) -> str:
    kind, pinned = request.POST.get("kind", "")[:20], request.POST.get("pinned") == "on"
    told = _of_day(request, row)
    operations.set_shift(carer=_carer(request), kind=kind, pinned=pinned, **told)
    return gettext("已改。")


def _swap(request: HttpRequest, row: Any) -> str:
    told = _of_day(request, row)
    operations.swap_shifts(carers=(_carer(request), _carer(request, "other")), **told)
    return gettext("已对调。")


def _wish(request: HttpRequest, row: Any) -> str:
    weight = WISHES.get(request.POST.get("wish", ""), 0) * load().wish
    told = _of_day(request, row)
    operations.set_wish(carer=_carer(request), weight=weight, kind=request.POST.get("kind", "")[:20], **told)
    return gettext("已记下，下次自动排时尽量照顾。")


def _demand(request: HttpRequest, row: Any) -> str:
    text = request.POST.get("count", "")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    told = _of_day(request, row) | {"skill": request.POST.get("skill", "")[:40]}
    operations.set_demand(kind=request.POST.get("kind", "")[:20], count=count, **told)
    return gettext("已填写人手需求。")


STEPS: dict[str, Callable[[HttpRequest, Any], str]] = {
    "fill": _fill,
    "publish": _publish,
    "set": _set,
    "swap": _swap,
    "wish": _wish,
    "demand": _demand,
}
