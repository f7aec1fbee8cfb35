"""The pages of the ledger: its figures, the register, one incident's chain, a correction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.emergency import operations, queries
from chongyang.emergency.rules import ledger
from chongyang.emergency.rules.ledger import By, ExportPurpose, Order
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.ledger import asking, charts, file, shown
from chongyang.web.parts.doors import opens_for, scope_of

CORRECTED = N_("更正已记入，原来的记录仍然可见。")
BAD_MOMENT = N_("时间的写法不对。")
PAGE = 50


def private(response: HttpResponse) -> HttpResponse:
    """Who needed help, and when, stays in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def _frame(request: HttpRequest, asked: asking.Asked) -> dict[str, Any]:
    """What the form of both pages needs."""
    scope = scope_of(request)
    return {
        "asked": asked,
        "filters": shown.filters_of(asked),
        "places": asking.places_within(queries.reach_of(scope, clock_now())),
        "may_read_register": queries.may_read_register(scope),
        "may_export": may(scope, Can.EXPORT_LEDGER),
        "purposes": ExportPurpose.choices(),
    }


@require_GET
@opens_for(Can.READ_LEDGER)
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of a choice, in large and by groups."""
    now, scope = clock_now(), scope_of(request)
    asked = asking.ask(request, now)
    figures = queries.get_figures(scope, asked.choice, asked.by, now=now)
    context = _frame(request, asked) | {
        "bys": By.choices(),
        "heads": shown.HEADS,
        "tiles": shown.tiles_of(figures.total),
        "rows": shown.rows_of(figures, asked.by),
        "by_word": asked.by.label,
        "targets": shown.targets(),
        "covers": not can_read(scope),
        "charts_query": asked.query(),
        "months": f"{asked.until:%Y-%m}",
    }
    return private(render(request, "ledger/overview.html", context))


@require_GET
@opens_for(Can.READ_LEDGER)
def drawn(request: HttpRequest) -> HttpResponse:
    """The charts of the same choice: fetched after the page, which does not wait for them."""
    now, scope = clock_now(), scope_of(request)
    asked = asking.ask(request, now)
    spread = queries.get_spread(scope, asked.choice, now=now)
    months = queries.get_figures(scope, asked.choice, By.MONTH, now=now).groups
    answer, door = ledger.target_seconds(ledger.ANSWER_TARGET), ledger.door_target(is_rural=False)
    told = [
        charts.spread_of(gettext("应答时间的分布"), spread["answer"], ledger.ANSWER_STEPS, answer),
        charts.spread_of(gettext("到达时间的分布"), spread["door"], ledger.DOOR_STEPS, door),
        charts.trend_of(gettext("按月：应答"), months, "answer", answer),
        charts.trend_of(gettext("按月：到达"), months, "door", door),
    ]
    return private(render(request, "ledger/charts.html", {"charts": told}))


@require_GET
@opens_for(Can.READ_LEDGER)
def register(request: HttpRequest) -> HttpResponse:
    """Incidents one by one, for who may know persons; page after page."""
    scope = scope_of(request)
    if not queries.may_read_register(scope):
        return redirect("ledger")
    asked = asking.ask(request, clock_now())
    after = _place(request.GET.get("after", ""), asked.order)
    rows = queries.list_register(scope, asked.choice, asked.order, limit=PAGE + 1, after=after)
    following = queries.place_of(rows[PAGE - 1], asked.order) if len(rows) > PAGE else None
    context = _frame(request, asked) | {
        "rows": shown.register_of(rows[:PAGE]),
        "orders": Order.choices(),
        "following": asked.query(after=f"{following[0]}~{following[1]}") if following else "",
        "is_first": after is None,
    }
    return private(render(request, "ledger/register.html", context))


def _place(text: str, order: Order) -> tuple[str, UUID] | None:
    """Where the page before ended; a torn address begins anew."""
    value, _, key = text.partition("~")
    try:
        datetime.fromisoformat(value) if order is Order.NEWEST else float(value)
        return value, UUID(key)
    except ValueError:
        return None


@require_GET
@opens_for(Can.READ_LEDGER)
def incident(request: HttpRequest, incident: UUID) -> HttpResponse:
    """One incident: the whole chain with every line, steps, tries, journeys, who was told."""
    return private(render(request, "ledger/incident.html", file.context_of(scope_of(request), incident)))


@require_POST
@opens_for(Can.LEAD_SHIFT)
def correct(request: HttpRequest, incident: UUID) -> HttpResponse:
    """A new line for a link, by the shift lead."""
    scope, now = scope_of(request), clock_now()
    try:
        operations.correct_link(
            incident=incident,
            link=request.POST.get("link", ""),
            at=_moment(request.POST),
            reason=request.POST.get("reason", ""),
            scope=scope,
            now=now,
        )
    except (operations.UnableToCorrect, ValueError) as refused:
        is_ours = isinstance(refused, operations.UnableToCorrect)
        messages.error(request, str(refused) if is_ours else BAD_MOMENT)
    else:
        messages.success(request, CORRECTED)
    return redirect("ledger_incident", incident)


def _moment(words: Any) -> datetime | None:
    """The moment of the form, by the city's clock; None where it was not reached. Raises ValueError."""
    if words.get("what") == "void":
        return None
    at = datetime.fromisoformat(words.get("at", ""))
    return at.replace(tzinfo=asking.SHANGHAI) if at.tzinfo is None else at
