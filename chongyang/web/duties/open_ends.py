"""What is late and what the plans leave open: lists of which one stands on the page at a time."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.duties import operations, queries
from chongyang.duties.enums import EscalationState, EscalationStep
from chongyang.duties.queries import Lit
from chongyang.duties.rules.items import Item
from chongyang.territory.rules.capabilities import Can
from chongyang.web.duties import shown
from chongyang.web.duties.doing import (
    MOST_PAGES,
    base,
    do,
    paged,
    period_typed,
    reach_of,
    reads,
    said,
    today_of,
    typed,
)
from chongyang.web.parts.doors import opens_for

ON_OVERDUE, ON_GAPS = 20, 40
GAPS = {
    "unowned": N_("没有写明由谁负责"),
    "milestone": N_("没有节点"),
    "given": N_("还没有交办"),
    "liaison": N_("没有联络人"),
}
OVERDUE = {"proposed": N_("等待发出"), "late": N_("过了期限的任务"), "issued": N_("已发出")}


@reads
def gaps(request: HttpRequest) -> HttpResponse:
    """Matters nobody owns, duties with no milestone, items given to nobody, organisations without liaison:
    one list a page.
    """
    found = queries.list_gaps(reach_of(request), now=base(request, "gaps")["now"])
    lists: dict[str, tuple[Any, ...]] = {
        "unowned": found.unowned,
        "milestone": found.without_milestone,
        "given": found.not_given,
        "liaison": found.without_liaison,
    }
    show = request.GET.get("show", "")
    show = show if show in lists else "unowned"
    page = paged(request, lists[show], ON_GAPS)
    context = {
        **base(request, "gaps"),
        "show": show,
        "title": GAPS[show],
        "shows": [(name, GAPS[name], len(rows)) for name, rows in lists.items()],
        "page": page,
        "rows": shown.unit_names(page) if show == "liaison" else [_gap(one, found.held) for one in page],
    }
    return render(request, "duties/gaps.html", context)


def _gap(found: Item, held: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "item": found,
        "what": shown.name_of(found),
        "label": shown.clause_of(found).label,
        "url": shown.clause_url(found),
        "co_owners": shown.unit_names(found.co_owners),
        "held": shown.unit_names(held.get(found.key, ())[:4]),
    }


@reads
def overdue(request: HttpRequest) -> HttpResponse:
    """What the machine proposes, every duty past its day, what was issued: one list a page."""
    reach = reach_of(request)
    lists: dict[str, list[Any]] = {
        "proposed": queries.list_escalations(reach),
        "late": _late(reach),
        "issued": queries.list_escalations(reach, EscalationState.ISSUED)[::-1],
    }
    show = request.GET.get("show", "")
    show = show if show in lists else "proposed" if lists["proposed"] else "late"
    page = paged(request, lists[show], ON_OVERDUE)
    told = shown.lit_row if show == "late" else _proposal
    context = {
        **base(request, "overdue"),
        "show": show,
        "shows": [(name, OVERDUE[name], len(rows)) for name, rows in lists.items()],
        "page": page,
        "rows": [told(one) for one in page],
    }
    return render(request, "duties/overdue.html", context)


def _late(reach: Scope) -> list[Lit]:
    """Duties past their day, the longest first."""
    lits = [lit for lit in queries.list_runs_lit(reach, period_typed(""), today=today_of()) if lit.is_overdue]
    return sorted(lits, key=lambda lit: (-lit.facts.days_late, lit.run.clause, str(lit.run.id)))


def _proposal(row: Any) -> dict[str, Any]:
    found = shown.item_of(row.run.item)
    return {
        "row": row,
        "what": shown.name_of(found) if found else "",
        "unit": shown.unit_name(row.run.organisation_key),
        "step": EscalationStep.of(row.step).label,
        "about": shown.about_words(row.about),
    }


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def escalate(request: HttpRequest, escalation: UUID, answer: str) -> HttpResponse:
    """Issue a step that the machine proposed, or decline it."""
    if answer not in ("issue", "decline"):
        raise Http404(answer[:20])

    def step() -> None:
        operations.decide_escalation(
            escalation=escalation,
            issue=answer == "issue",
            remark=typed(request, "remark", 300),
            **said(request),
        )

    do(request, step, gettext("已办理。"))
    page = request.POST.get("page", "")
    at = f"&page={int(page)}" if page.isascii() and page.isdigit() and len(page) <= MOST_PAGES else ""
    return redirect(f"{reverse('duties_overdue')}?show=proposed{at}")
