"""Reading the published plans."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.policy import queries as policy
from chongyang.policy.rules.units import LEAD, load_units
from chongyang.web.parts.progress import progress_of_plans
from chongyang.web.plan.promised import promised, targets_beside
from chongyang.web.plan.shown import Shown, number_of, show, show_all
from chongyang.web.plan.words import around


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The documents, and the search over both."""
    words = request.GET.get("q", "").strip()[:60]
    rows = show_all(policy.find_clauses(words), clock_now()) if words else []
    found = [(entry, around(entry.clause.text, words)) for entry in rows]
    context = {"documents": progress_of_plans(), "words": words, "found": found}
    return render(request, "plan/plan_list.html", context)


@require_GET
def document(request: HttpRequest, key: str) -> HttpResponse:
    """A whole document with its table of contents."""
    context = {"document": _found(policy.get_document, key)}
    beside = targets_beside(timezone.localdate(clock_now()))
    rows = show_all(policy.list_clauses(key), clock_now())
    context["shown"] = [(entry, beside.get(entry.clause.id, [])) for entry in rows]
    context["contents"] = [entry for entry in rows if entry.clause.heading and not entry.is_front]
    return render(request, "plan/plan_document.html", context)


@require_GET
def clause(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One clause with its neighbours, its parameters, targets and standards."""
    held = _found(policy.get_clause, f"{key}/{number}")
    rows = list(policy.list_clauses(key))
    place = [row.id for row in rows].index(held.id)
    context = {
        "entry": show(held, clock_now()),
        "promised": promised(held.id, timezone.localdate(clock_now())),
        "document": held.document,
        "above": _above(held, rows),
        "below": [show(row, clock_now()) for row in rows if row.parent_id == held.id],
        "former": show(rows[place - 1], clock_now()) if place else None,
        "later": show(rows[place + 1], clock_now()) if place + 1 < len(rows) else None,
    }
    return render(request, "plan/plan_clause.html", context)


def _above(held: Any, rows: list[Any]) -> list[Shown]:
    """The headings over a clause, the highest first."""
    by_id, chain = {row.id: row for row in rows}, list[Shown]()
    while held.parent_id:
        held = by_id[held.parent_id]
        chain.insert(0, show(held, clock_now()))
    return chain


@require_GET
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """Where the plans name a unit, and who took over from it."""
    units = load_units()
    if key not in units:
        raise Http404(key)
    held = units[key]
    rows = list(policy.list_clauses_of_unit(key))
    context = {
        "unit": held,
        "leads": [(row.clause, number_of(row.clause_id)) for row in rows if row.duty == LEAD],
        "helps": [(row.clause, number_of(row.clause_id)) for row in rows if row.duty != LEAD],
        "members": [units[name] for name in held.members],
        "successors": [units[name] for name in held.successors],
    }
    return render(request, "plan/plan_unit.html", context)


def _found(query: Any, key: str) -> Any:
    try:
        return query(key)
    except policy.UnknownClause:
        raise Http404(key) from None
