"""One's own places, or those of whom one acts for: enrol, leave, what moved; a seat for a caller."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.activities import operations, queries
from chongyang.activities.enums import BY_ONESELF, Leaving
from chongyang.activities.papers import set_certificate
from chongyang.activities.rules.conditions import back_of
from chongyang.activities.rules.lists import limits
from chongyang.orders import queries as orders
from chongyang.registry import queries as registry
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.activities import doing
from chongyang.web.activities.doing import act, private, said
from chongyang.web.activities.public import found_of
from chongyang.web.parts.doors import opens_for, scope_of

WHO = (Can.ORDER_OWN, Can.ORDER_SERVICES)


def people_of(request: HttpRequest) -> list[Any]:
    """For whom this account may enrol, by name; a desk has no such list."""
    scope = scope_of(request)
    if not may(scope, Can.ORDER_OWN):
        return []
    return list(registry.list_by_key(scope, sorted(orders.persons_of(scope, doing.clock_now()))))


def access_person(request: HttpRequest, person: UUID) -> Any:
    """One of them, or whom a desk reaches; anybody else is not there."""
    scope = scope_of(request)
    if may(scope, Can.ORDER_SERVICES):
        return registry.access_elder(scope, person)
    found = next((one for one in people_of(request) if one.id == person), None)
    if found is None:
        raise Http404
    return found


@require_GET
@opens_for(Can.ORDER_OWN)
def mine(request: HttpRequest) -> HttpResponse:
    """The first for whom I may enrol, for what was chosen before (`?offering=`); nobody: what to do."""
    people, chosen = people_of(request), doing.key_of(request.GET.get("offering", ""))
    if people and chosen:
        return redirect("activities_enrol", people[0].id, chosen)
    if people:
        return _page(request, people[0], people)
    return private(render(request, "activities/nobody.html", doing.base(request, "mine")))


@require_GET
@opens_for(*WHO)
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's places, and what she may enrol for."""
    return _page(request, access_person(request, person), people_of(request))


def _page(request: HttpRequest, elder: Any, people: list[Any]) -> HttpResponse:
    scope, context = scope_of(request), doing.base(request, "mine")
    rows = operations.read_enrolments(person=elder.id, **said(request))
    came = queries.attendance_of(rows)
    held = [doing.enrolment_words(row) | {"came": came.get(row.id, (0, 0))} for row in rows]
    for one in held:
        one["line"] = queries.place_in_line(one["row"]) if one["row"].state == "waiting" else 0
    context |= {
        "elder": elder,
        "people": people,
        "open": [one for one in held if one["is_open"]],
        "closed": [one for one in held if not one["is_open"]],
        "notices": [doing.notice_words(row) for row in queries.list_notices(scope, [one.id for one in rows])],
    }
    found = found_of(request, context)
    held_already = {one["row"].offering_id for one in context["open"]}
    found["rows"] = [one for one in found["rows"] if one["row"].id not in held_already]
    return private(render(request, "activities/mine.html", context | found))


@require_http_methods(["GET", "POST"])
@opens_for(*WHO)
def enrol(request: HttpRequest, person: UUID, offering: UUID) -> HttpResponse:
    """The second tap: what it costs, who may, what clashes; and yes. Twice is once."""
    elder, row = access_person(request, person), queries.access_public(offering)
    health = row.route.health if row.route else []
    if request.method == "POST":
        declares = health if request.POST.get("healthy") else []
        told = {"offering": row.id, "person": elder.id, "declares": declares, **said(request)}
        done: list[Any] = []
        if act(request, lambda: done.append(operations.enrol(**told)), "") and done:
            _thank(request, done[0])
            return redirect("activities_person", elder.id)
    context = doing.base(request, "mine") | doing.shown(row, doing.clock_now())
    context |= {
        "elder": elder,
        "people": people_of(request),
        "health": [doing.entry_words("health", key) for key in health],
        "clashes": queries.clashes(elder.id, row, now=context["now"]),
        "pay_days": limits().pay_days,
    }
    return private(
        render(request, "activities/enrol.html", context, status=422 if request.method == "POST" else 200)
    )


def _thank(request: HttpRequest, row: Any) -> None:
    words = {
        "confirmed": gettext("报名成功。"),
        "placed": gettext("名额已保留，请在期限内缴费。"),
        "waiting": gettext("名额已满，已排入候补；有人退出会自动递补。"),
    }
    messages.success(request, words.get(row.state, gettext("已经报过名。")))


@require_http_methods(["GET", "POST"])
@opens_for(*WHO, Can.KEEP_ACTIVITIES)
def leave(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Give the place back: the first tap says what of the fee goes back, the second does it."""
    scope = scope_of(request)
    row = queries.access_enrolment(scope, enrolment, doing.clock_now())
    after = redirect(_home(request, row))
    if request.method == "POST":
        why = request.POST.get("why", "")
        told = {"enrolment": row.id, "why": why, **said(request)}
        act(request, lambda: operations.withdraw(**told), gettext("已退出。"))
        return private(after)
    context = doing.base(request, "mine") | doing.enrolment_words(row)
    context |= {
        "offering": row.offering,
        "back": _back(row, context["today"]),
        "whys": [(key, gettext(Leaving.of(key).label)) for key in BY_ONESELF],
        "home": after.url,
    }
    return private(render(request, "activities/leave.html", context))


def _home(request: HttpRequest, row: Any) -> str:
    if any(may(scope_of(request), one) for one in WHO):
        return reverse("activities_person", args=[row.person])
    return reverse("activities_keep", args=[row.offering_id])


def _back(row: Any, today: Any) -> int:
    """What of a paid fee would go back today."""
    if not row.paid_at:
        return 0
    return back_of(row.fee_fen, row.cancellation, row.offering.starts_on, today, is_hosts=False)


@require_GET
@opens_for(*WHO, Can.KEEP_ACTIVITIES)
def certificate(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Of somebody who came at least once."""
    now = doing.clock_now()
    row = queries.access_enrolment(scope_of(request), enrolment, now)
    came, marked = queries.attendance_of([row]).get(row.id, (0, 0))
    if not came:
        raise Http404
    answer = HttpResponse(
        set_certificate(row, came=came, marked=marked, at=now), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return private(answer)


@require_POST
@opens_for(*WHO, Can.KEEP_ACTIVITIES)
def seen(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Read, or told on the telephone."""
    scope = scope_of(request)
    row = queries.access_notice(scope, notice, doing.clock_now())
    act(request, lambda: operations.see(notice=row.id, **said(request)), gettext("已记下。"))
    keeps = may(scope, Can.KEEP_ACTIVITIES)
    return redirect("activities_desk") if keeps else redirect("activities_person", row.person)
