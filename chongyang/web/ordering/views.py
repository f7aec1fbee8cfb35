"""The service desk: whom an order is for, what is open and late, one order with its time line and money."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.hotline import queries as hotline
from chongyang.orders import queries
from chongyang.orders.rules.lifecycle import BEFORE, OPEN, TO_OFFER
from chongyang.registry import operations as registry
from chongyang.registry.enums import SearchPurpose
from chongyang.services import queries as services
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import operations as visits
from chongyang.web.parts import ordered
from chongyang.web.parts.coming_back import back_of, url_of
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of

PAGE, MOST_LATE, LONGEST = 30, 30, 200


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_SERVICES)
def ordering(request: HttpRequest) -> HttpResponse:
    """Find an elder; below, what is late and what is open."""
    context: dict[str, Any] = {"found": None, "text": "", "message": "", "problem": ""}
    context |= {"back": back_of(request), "back_url": url_of(back_of(request))}
    if request.method == "POST":
        context |= _search(request)
        if request.headers.get("HX-Request"):
            return private(render(request, "ordering/ordering.html#found", context))
    return private(render(request, "ordering/ordering.html", context | _lists(request)))


def _search(request: HttpRequest) -> dict[str, Any]:
    """Words are posted: an address line would keep them in logs."""
    scope, text = scope_of(request), request.POST.get("text", "").strip()
    if request.FILES or len(text) > LONGEST:
        problem = gettext("查找的文字太长，请只写姓名、号码或住址。")
        return {"problem": problem, "found": [], "text": text[:LONGEST]}
    answer = registry.search_elders(
        text=text, purpose=SearchPurpose.FINDING.value, scope=scope, by=scope.actor, now=clock_now()
    )
    return {"found": list(answer.elders), "message": answer.message, "text": text}


def _lists(request: HttpRequest) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    state = request.GET.get("state", "")
    state = state if state in OPEN else ""
    rows = queries.list_open(scope, limit=PAGE + 1, after=_after(request), state=state)
    late = queries.late_ones(scope, now, limit=MOST_LATE)
    counts = queries.count_states(scope)
    return {
        "late": [one | {"late": gettext(why.label)} for one, why in _late(late, now)],
        "rows": _people(ordered.shown_all(rows[:PAGE], now)),
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "state": state,
        "states": [(one, ordered.state_words(one), counts[one]) for one in OPEN if counts.get(one)],
        "now": now,
    }


def _late(found: Any, now: datetime) -> list[tuple[dict[str, Any], Any]]:
    rows = _people(ordered.shown_all([row for row, _ in found], now))
    return list(zip(rows, (why for _, why in found), strict=True))


def _people(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"name": mask_name(one["row"].name.plain)} for one in rows]


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    key = ordered.key_of(request.GET.get("after", ""))
    row = queries.get_many(scope_of(request), [key]).get(key) if key else None
    return (row.from_at, row.id) if row else None


@require_GET
@opens_for(Can.ORDER_SERVICES)
def order(request: HttpRequest, order: UUID) -> HttpResponse:
    """One order."""
    return private(render(request, "ordering/order.html", order_context(request, order)))


def order_context(request: HttpRequest, order: UUID) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    row = queries.access_order(scope, order)
    (one,) = _people(ordered.shown_all([row], now))
    actions = queries.actions_for(row, scope.role)
    return {
        "one": one,
        "row": row,
        "may_code": visits.is_under_way(row, now),
        "code_url": reverse("ordering_code", args=[row.id]),
        "steps": ordered.timeline_of(queries.list_steps(scope, order)),
        "actions": actions,
        "may_withdraw": "withdraw" in actions,
        "may_offer": row.state in (*TO_OFFER, "offered"),
        "offers": _offers(request, row) if row.state in (*TO_OFFER, "offered") else [],
        "reasons": ordered.reasons_for("desk"),
        "ended": ordered.reason_words(row.ended),
        "redone": [ordered.shown(other, now) for other in queries.list_redone(scope, order)],
        "package": ordered.package_of(scope, row, now),
        "back": back_of(request),
        "back_url": url_of(back_of(request)),
        "is_before": row.state in BEFORE,
        "windows": ordered.windows(row.item, now) if "redo" in actions else [],
        "now": now,
        "complaints": hotline.list_complaints_about(scope, order),
    }


def _offers(request: HttpRequest, row: Any) -> list[Any]:
    """Who else offers it there that day, the present one left out."""
    on = timezone.localdate(row.from_at)
    found = services.find_offers(scope_of(request), item=row.item, area=row.area, on=on)
    return [one for one in found if one.organisation != row.organisation]
