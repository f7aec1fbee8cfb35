"""What comes when, what was, what the voucher holds: for the elder herself and who acts for her."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.checkout import queries as checkout
from chongyang.core.clock import now as clock_now
from chongyang.orders import queries
from chongyang.orders.rules.lifecycle import BEFORE, HELPED
from chongyang.orders.rules.times import first_items
from chongyang.purchase import queries as vouchers
from chongyang.purchase.enums import KINDS, Unit
from chongyang.registry import operations as registry_operations
from chongyang.registry import queries as registry
from chongyang.registry.enums import Purpose
from chongyang.services.rules import catalogue
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import operations as visits
from chongyang.web.parts import ordered
from chongyang.web.parts.doing import private, said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.templatetags.moments import money

PAGE = 20
MORE_NEXT = 6


def people_of(request: HttpRequest) -> list[Any]:
    """For whom this account may order, by name."""
    scope = scope_of(request)
    return list(registry.list_by_key(scope, sorted(queries.persons_of(scope, clock_now()))))


def access_person(request: HttpRequest, person: UUID) -> Any:
    """One of them; anybody else is not there."""
    found = next((one for one in people_of(request) if one.id == person), None)
    if found is None:
        raise Http404
    return found


def read(request: HttpRequest, person: UUID) -> None:
    """That her orders were looked at stands in the list that she reads."""
    told = said(request)
    registry_operations.read_part(elder_id=person, part="orders", purpose=Purpose.OWN_FILE.value, **told)


@require_GET
@opens_for(Can.ORDER_OWN)
def mine(request: HttpRequest) -> HttpResponse:
    """The first whom I may order for; nobody: what to do about that."""
    people = people_of(request)
    if people:
        return _page(request, people[0], people)
    return private(render(request, "mine/nobody.html"))


@require_GET
@opens_for(Can.ORDER_OWN)
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's page."""
    people = people_of(request)
    return _page(request, access_person(request, person), people)


def _page(request: HttpRequest, elder: Any, people: list[Any]) -> HttpResponse:
    scope, now = scope_of(request), clock_now()
    read(request, elder.id)
    coming = queries.next_of(scope, [elder.id], now, limit=MORE_NEXT)
    accounts = vouchers.account_of(scope, elder.id, timezone.localdate(now))
    context = {
        "elder": elder,
        "people": people,
        "first": [tile(key) for key in first_items() if key in catalogue.items()],
        "coming": ordered.shown_all(coming, now),
        "plans": ordered.plans_of(scope, [elder.id], timezone.localdate(now)),
        "accounts": [quota(one) for one in accounts],
        "to_confirm": _to_confirm(request, elder, now),
    }
    return private(render(request, "mine/mine.html", context))


def _to_confirm(request: HttpRequest, elder: Any, now: datetime) -> list[dict[str, Any]]:
    """What was done and waits for her word."""
    rows = queries.history_of(scope_of(request), [elder.id], limit=PAGE)
    return [ordered.shown(row, now) for row in rows if row.state == "done"]


def tile(key: str) -> dict[str, Any]:
    item = catalogue.item(key)
    return {"key": key, "label": ordered.named(item), "minutes": item.minutes}


@require_GET
@opens_for(Can.ORDER_OWN)
def choose(request: HttpRequest, person: UUID) -> HttpResponse:
    """Everything that can be ordered, by kind."""
    context = {"elder": access_person(request, person), "kinds": ordered.kinds_with_items()}
    return private(render(request, "mine/choose.html", context))


@require_GET
@opens_for(Can.ORDER_OWN)
def history(request: HttpRequest, person: UUID) -> HttpResponse:
    """What was ordered, the newest first, a page at a time."""
    elder, scope, now = access_person(request, person), scope_of(request), clock_now()
    after = _after(request)
    rows = queries.history_of(scope, [elder.id], limit=PAGE + 1, after=after)
    context = {
        "elder": elder,
        "rows": ordered.shown_all(rows[:PAGE], now),
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "is_first": after is None,
    }
    return private(render(request, "mine/history.html", context))


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """Where the page begins: the key of the last order of the page before."""
    key = ordered.key_of(request.GET.get("after", ""))
    row = queries.get_many(scope_of(request), [key]).get(key) if key else None
    return (row.from_at, row.id) if row else None


@require_GET
@opens_for(Can.ORDER_OWN)
def voucher(request: HttpRequest, person: UUID) -> HttpResponse:
    """What government pays: every account with its entries."""
    elder, scope = access_person(request, person), scope_of(request)
    accounts = vouchers.list_of_person(scope, elder.id)
    statements = [_statement(one, vouchers.statement(scope, one.id)) for one in accounts[:PAGE]]
    return private(render(request, "mine/voucher.html", {"elder": elder, "statements": statements}))


def quota(one: Any) -> dict[str, Any]:
    """A voucher account in words of its unit."""
    unit = one.rule.unit
    told = {name: words_of(unit, getattr(one, name)) for name in ("granted", "held", "spent", "left")}
    days = {"period_from": one.period_from, "valid_to": one.valid_to}
    return told | days | {"id": one.id, "is_demo": not one.rule.confirmed}


def words_of(unit: str, number: int) -> str:
    """¥1,234.00, 90 分钟 or 3 次."""
    if unit == Unit.MINUTES:
        return gettext("%(number)s 分钟") % {"number": number}
    if unit == Unit.TIMES:
        return gettext("%(number)s 次") % {"number": number}
    return money(number)


def _statement(account: Any, statement: Any) -> dict[str, Any]:
    unit = account.rule.unit
    lines = [
        {
            "kind": gettext(KINDS[line.entry.kind]),
            "item": ordered.item_words(line.entry.item) if line.entry.item else "",
            "amount": words_of(unit, line.entry.units),
            "at": line.entry.at,
        }
        for line in reversed(statement.lines)
    ]
    return quota(account) | {"lines": lines}


@require_GET
@opens_for(Can.ORDER_OWN)
def order(request: HttpRequest, order: UUID) -> HttpResponse:
    """One order: who comes when, what it costs, what can still be done."""
    return private(render(request, "mine/order.html", order_context(request, order)))


def _bills(scope: Any, row: Any) -> list[Any]:
    """Her own share of an order, for who may pay it."""
    return checkout.bills_of(scope, [row.id]) if may(scope, Can.PAY_SERVICES) else []


def order_context(request: HttpRequest, order: UUID) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    row = queries.access_order(scope, order)
    elder = access_person(request, row.person)
    (one,) = ordered.shown_all([row], now)
    return {
        "elder": elder,
        "one": one,
        "row": row,
        "bills": _bills(scope, row),
        "redone": [ordered.shown(other, now) for other in queries.list_redone(scope, order)],
        "package": ordered.package_of(scope, row, now),
        "may_code": visits.is_under_way(row, now),
        "code_url": reverse("mine_code", args=[row.id]),
        "steps": ordered.timeline_of(queries.list_steps(scope, order)),
        "may_withdraw": row.state in BEFORE and row.state != "on_the_way",
        "may_confirm": row.state in ("done", "disputed"),
        "may_dispute": row.state in ("done", "confirmed"),
        "was_helped": row.state in HELPED,
        "reasons": ordered.reasons_for("own"),
        "ended": ordered.reason_words(row.ended),
    }
