"""Budgets as bars by payer, fund and programme; what waits for a second person, freezes, year ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations, queries
from chongyang.treasury.enums import AllotmentState, Fund, Level, LineKind
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.treasury.doing import (
    base,
    do,
    place_name,
    private,
    programme_choices,
    programme_name,
    said,
    tidy,
    year_of,
)
from chongyang.web.treasury.forms import AllotForm, FreezeForm, LineForm, YearForm

DONE = N_("已办理。")
WAITS = N_("已提出，等另一人确认。")
SEGMENTS = ("spent", "committed", "free")


@require_GET
@opens_for(Can.READ_MONEY)
def bars(request: HttpRequest) -> HttpResponse:
    """The bars of a year, and what waits."""
    scope = scope_of(request)
    year, years = year_of(request)
    chosen = _chosen(request)
    rows = queries.list_bars(scope, year, **chosen)
    context = {
        **base(request, "budget"),
        "year": year,
        "years": years,
        "chosen": chosen,
        "levels": Level.choices(),
        "funds": Fund.choices(),
        "programmes": programme_choices(),
        "bars": [_bar(row) for row in rows],
        "total": queries.total(rows),
        **_waiting(scope),
        **_allotted(scope, year),
        **_forms(scope, year),
    }
    return private(render(request, "treasury/budget.html", context))


def _chosen(request: HttpRequest) -> dict[str, Any]:
    level, fund = request.GET.get("level", ""), request.GET.get("fund", "")
    return {
        "level": level if level in set(Level) else "",
        "fund": fund if fund in set(Fund) else "",
        "programme": tidy(request.GET.get("programme", ""), 60),
    }


def _bar(row: queries.Bar) -> dict[str, Any]:
    """A bar as parts of a hundred from the left; SVG, because no style is written into a page."""
    left, parts = 0.0, []
    for name in SEGMENTS:
        wide = row.share(getattr(row, f"{name}_fen"))
        parts.append({"name": name, "left": f"{left:.2f}", "wide": f"{wide:.2f}"})
        left += wide
    return {
        "row": row,
        "parts": parts,
        "place": place_name(row.area),
        "level": Level.of(row.level).label,
        "fund": Fund.of(row.fund).label,
        "programme": programme_name(row.programme),
        "spent_share": round(row.share(row.spent_fen)),
        "committed_share": round(row.share(row.committed_fen)),
    }


def _waiting(scope: Any) -> dict[str, Any]:
    me = scope.actor.account
    lines: Any = list(queries.list_open_lines(scope)[:100])
    for line in lines:
        line.label, line.is_own = LineKind.of(line.kind).label, line.proposed_by == me
        line.place, line.programme_name = place_name(line.area), programme_name(line.budget.programme)
    allotments: Any = list(queries.list_open_allotments(scope)[:100])
    for row in allotments:
        row.label, row.place = AllotmentState.of(row.state).label, place_name(row.to_area)
        row.is_own = me in (row.proposed_by, row.confirmed_by)
        row.may_receive = row.state == "confirmed" and not scope.covers(row.area)
        row.may_confirm = row.state == "proposed" and scope.covers(row.area) and not row.is_own
    freezes: Any = list(queries.list_freezes(scope)[:20])
    for freeze in freezes:
        freeze.place, freeze.programme_name = place_name(freeze.area), programme_name(freeze.programme)
        freeze.is_own = freeze.proposed_by == me
        freeze.is_over = freeze.valid_to is not None and freeze.valid_to <= localdate(clock_now())
    years: Any = queries.list_open_year_ends(scope)
    for one in years:
        one.place, one.is_own = place_name(one.area), one.proposed_by == me
    return {"lines": lines, "allotments": allotments, "freezes": freezes, "year_ends": years}


def _allotted(scope: Any, year: int) -> dict[str, Any]:
    held = queries.allotted_to(scope, year)
    rows = [
        {
            "row": row,
            "place": place_name(row.area),
            "programme": programme_name(programme),
            "fund": Fund.of(fund).label,
            "wide": f"{100 * row.used_fen / row.allotted_fen if row.allotted_fen else 0:.2f}",
            "free_fen": row.allotted_fen - row.used_fen,
        }
        for row, programme, fund in held
    ]
    return {"allotted": rows}


def areas_of(scope: Any) -> list[tuple[int, str]]:
    """The city and its counties, as far as the scope reaches their whole."""
    units = [territory.get_area("4101"), *territory.list_areas("county")]
    return [
        (unit.first, unit.name)
        for unit in units
        if any(first <= unit.first and unit.last <= last for first, last in scope.intervals)
    ]


def _forms(scope: Any, year: int) -> dict[str, Any]:
    areas, programmes = areas_of(scope), programme_choices()
    city = [row for row in queries.list_budgets(scope, year) if row.level == "city" and not row.closed_at]
    return {
        "line_form": LineForm(areas=areas, programmes=programmes, initial={"year": year}),
        "freeze_form": FreezeForm(areas=areas, programmes=programmes),
        "year_form": YearForm(areas=areas, initial={"year": year - 1}),
        "allot_form": AllotForm(areas=areas[1:]),
        "city_budgets": [
            (row.id, f"{programme_name(row.programme)} · {gettext(Fund.of(row.fund).label)}") for row in city
        ],
    }


def _posted(request: HttpRequest, form: Any, step: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Take what was typed; a fault of the form is told beside what was wrong, and nothing is written."""
    if form.is_valid():
        do(request, lambda: step(form.cleaned_data), gettext(WAITS))
    else:
        told = (f"{form.fields[name].label}：{' '.join(faults)}" for name, faults in form.errors.items())
        messages.error(request, " ".join(told))
    return redirect("treasury_budget")


def _decided(request: HttpRequest, step: Callable[..., Any] | None, **key: UUID) -> HttpResponse:
    """What the second person does with a proposal."""
    if step is None:
        raise Http404
    do(request, lambda: step(**key, **said(request)), gettext(DONE))
    return redirect("treasury_budget")


@require_POST
@opens_for(Can.KEEP_BUDGET)
def propose(request: HttpRequest) -> HttpResponse:
    """A line of a budget."""
    form = LineForm(request.POST, areas=areas_of(scope_of(request)), programmes=programme_choices())
    return _posted(
        request,
        form,
        lambda told: operations.propose_line(told=operations.LineTold(**told), **said(request)),
    )


@require_POST
@opens_for(Can.KEEP_BUDGET)
def decide_line(request: HttpRequest, line: UUID, action: str) -> HttpResponse:
    """Confirm or refuse a line."""
    steps = {"confirm": operations.confirm_line, "refuse": operations.refuse_line}
    return _decided(request, steps.get(action), line=line)


@require_POST
@opens_for(Can.KEEP_BUDGET)
def allot(request: HttpRequest, budget: UUID) -> HttpResponse:
    """Propose to allot money of the city to a county. The page sends the chosen budget beside its address."""
    asked = request.POST.get("budget", "")
    try:
        budget = UUID(asked) if asked else budget
    except ValueError as error:
        raise Http404 from error
    form = AllotForm(request.POST, areas=areas_of(scope_of(request))[1:])
    return _posted(
        request, form, lambda told: operations.propose_allotment(budget=budget, **told, **said(request))
    )


@require_POST
@opens_for(Can.KEEP_BUDGET)
def decide_allotment(request: HttpRequest, allotment: UUID, action: str) -> HttpResponse:
    """Confirm it in the city, receive it in the county, or refuse it."""
    steps = {"confirm": operations.confirm_allotment, "receive": operations.receive_allotment}
    if action == "refuse":
        reason = tidy(request.POST.get("reason", ""))
        do(
            request,
            lambda: operations.refuse_allotment(allotment=allotment, reason=reason, **said(request)),
            gettext(DONE),
        )
    elif action in steps:
        do(request, lambda: steps[action](allotment=allotment, **said(request)), gettext(DONE))
    else:
        raise Http404
    return redirect("treasury_budget")


@require_POST
@opens_for(Can.KEEP_BUDGET)
def freeze(request: HttpRequest) -> HttpResponse:
    """Ask for a freeze."""
    form = FreezeForm(request.POST, areas=areas_of(scope_of(request)), programmes=programme_choices())
    return _posted(request, form, lambda told: operations.propose_freeze(**told, **said(request)))


@require_POST
@opens_for(Can.KEEP_BUDGET)
def decide_freeze(request: HttpRequest, freeze: UUID, action: str) -> HttpResponse:
    """Confirm or lift a freeze."""
    steps = {"confirm": operations.confirm_freeze, "lift": operations.lift_freeze}
    return _decided(request, steps.get(action), freeze=freeze)


@require_POST
@opens_for(Can.KEEP_BUDGET)
def year_end(request: HttpRequest) -> HttpResponse:
    """Ask to close a year."""
    form = YearForm(request.POST, areas=areas_of(scope_of(request)))
    return _posted(request, form, lambda told: operations.propose_year_end(**told, **said(request)))


@require_POST
@opens_for(Can.KEEP_BUDGET)
def confirm_year(request: HttpRequest, year_end: UUID) -> HttpResponse:
    """Close it."""
    return _decided(request, operations.confirm_year_end, year_end=year_end)
