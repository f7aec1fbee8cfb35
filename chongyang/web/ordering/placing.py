"""An order for one elder: what, when, who offers it at what price and what her voucher pays, then yes."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.orders import operations, queries
from chongyang.orders.enums import Holidays, OrderChannel
from chongyang.purchase import queries as vouchers
from chongyang.registry import operations as registry_operations
from chongyang.registry import queries as registry
from chongyang.registry.enums import Purpose
from chongyang.services.rules import catalogue
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts import ordered, packages
from chongyang.web.parts.coming_back import back_of, url_of, with_back
from chongyang.web.parts.doing import private, said
from chongyang.web.parts.doors import opens_for, scope_of

HISTORY, NOTE = 8, 200


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_SERVICES)
def place(request: HttpRequest, person: UUID) -> HttpResponse:
    """Her page at the service desk. What is chosen stands in the address; the order itself is posted."""
    elder = registry.access_elder(scope_of(request), person)
    if request.method == "POST":
        answer = _place(request, person)
        if answer is not None:
            return answer
    else:
        told = said(request)
        registry_operations.read_part(elder_id=person, part="orders", purpose=Purpose.SERVICE.value, **told)
    context = _context(request, elder, _chosen(request))
    return private(render(request, "ordering/place.html", context, status=422 if request.POST else 200))


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_SERVICES)
def package(request: HttpRequest, person: UUID) -> HttpResponse:
    """Several services in one window, all or none."""
    elder, channel = registry.access_elder(scope_of(request), person), _channel(request)
    back = back_of(request)
    if request.method == "POST" and packages.place(request, person, channel):
        return redirect(with_back(reverse("ordering_for", args=[person]), back))
    context = packages.context_of(request, person, channel) | {"elder": elder, "back": back}
    return private(render(request, "ordering/package.html", context, status=422 if request.POST else 200))


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """What, on which day and within which hours; what is not readable is as if not chosen."""
    given = request.POST if request.method == "POST" else request.GET
    item = given.get("item", "")
    found: dict[str, Any] = {
        "item": item if item in catalogue.items() else "",
        "from_at": None,
        "to_at": None,
    }
    tomorrow = (clock_now() + timedelta(days=1)).astimezone(timezone.get_default_timezone())
    found["day"] = given.get("day") or tomorrow.date().isoformat()
    found["begins"], found["ends"] = given.get("begins") or "09:00", given.get("ends") or "12:00"
    zone = timezone.get_default_timezone()
    try:
        day = date.fromisoformat(found["day"])
        found["from_at"], found["to_at"] = (
            datetime.combine(day, time.fromisoformat(found[name]), tzinfo=zone) for name in ("begins", "ends")
        )
    except ValueError:
        found["from_at"] = found["to_at"] = None
    return found


def _context(request: HttpRequest, elder: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    today = timezone.localdate(now)
    quotes, problem = _quotes(request, elder.id, chosen)
    return {
        "elder": elder,
        "kinds": ordered.kinds_with_items(),
        "chosen": chosen,
        "item": ordered.item_words(chosen["item"]) if chosen["item"] else "",
        "people": catalogue.item(chosen["item"]).people if chosen["item"] else 1,
        "quotes": quotes,
        "problem": problem,
        "holidays": Holidays.choices(),
        "weekdays": [(number, gettext(word)) for number, word in enumerate(ordered.WEEKDAYS, start=1)],
        "word": request.POST.get("key") or str(new_key()),
        "rows": ordered.shown_all(queries.history_of(scope, [elder.id], limit=HISTORY), now),
        "plans": ordered.plans_of(scope, [elder.id], today),
        "accounts": vouchers.account_of(scope, elder.id, today),
        "note": request.POST.get("note", "")[:NOTE],
        "back": back_of(request),
        "back_url": url_of(back_of(request)),
        "is_alive": elder.life_status == "alive",
    }


def _quotes(request: HttpRequest, person: UUID, chosen: dict[str, Any]) -> tuple[list[operations.Quote], str]:
    if not chosen["item"]:
        return [], ""
    if chosen["from_at"] is None:
        return [], gettext("请写明日期和时间。")
    wanted = operations.wanted_for(
        person, chosen["item"], chosen["from_at"], chosen["to_at"], _channel(request)
    )
    try:
        return operations.quote(wanted=wanted, **said(request)), ""
    except operations.UnableToOrder as refused:
        return [], gettext(refused.reason)


def _channel(request: HttpRequest) -> str:
    """A seat orders for who calls; any other desk for who stands before it."""
    return (OrderChannel.CALL if may(scope_of(request), Can.ANSWER_CALLS) else OrderChannel.DESK).value


def _place(request: HttpRequest, person: UUID) -> HttpResponse | None:
    chosen = _chosen(request)
    if not chosen["item"] or chosen["from_at"] is None:
        return None
    told = {
        "person": person,
        "channel": _channel(request),
        "key": request.POST.get("key", "")[:80],
        **said(request),
    }
    wishes: dict[str, Any] = {
        "offer": ordered.key_of(request.POST.get("offer", "")),
        "note": request.POST.get("note", "")[:NOTE],
    }
    try:
        if weekdays := _weekdays(request):
            form = _form(request, chosen, weekdays, wishes)
            operations.begin_plan(form=form, **told)
            messages.success(request, gettext("周期计划已建立，订单按天生成。"))
            return redirect(with_back(reverse("ordering_for", args=[person]), back_of(request)))
        row = operations.create(
            item=chosen["item"], from_at=chosen["from_at"], to_at=chosen["to_at"], **wishes, **told
        )
    except operations.UnableToOrder as refused:
        messages.error(request, gettext(refused.reason))
        return None
    messages.success(request, gettext("订单已下。"))
    return redirect(with_back(reverse("ordering_order", args=[row.id]), back_of(request)))


def _weekdays(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("weekdays") if one in "1234567" and len(one) == 1]


def _form(
    request: HttpRequest, chosen: dict[str, Any], weekdays: list[int], wishes: dict[str, Any]
) -> operations.PlanForm:
    seconds = (chosen["to_at"] - chosen["from_at"]).total_seconds()
    return operations.PlanForm(
        item=chosen["item"],
        weekdays=weekdays,
        begins=chosen["from_at"].time(),
        window_minutes=int(seconds) // 60,
        valid_from=chosen["from_at"].date(),
        holidays=request.POST.get("holidays", Holidays.KEEP.value),
        **wishes,
    )
