"""The ledger, one item with its duties, what the reader's organisation answers for, gaps, what is late."""

from collections import defaultdict
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
from chongyang.duties.enums import (
    EscalationState,
    EscalationStep,
    LetterState,
    Light,
    MatterState,
    Part,
    RunState,
)
from chongyang.duties.queries import Asked, Entry, Lit
from chongyang.duties.rules import settings
from chongyang.duties.rules.items import Item, load_items
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.units import load_units
from chongyang.projects import queries as projects
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
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

CITY_AREA = territory.city_interval()[0]
BASIS = 200
ON_OVERDUE = 20
OVERDUE = {"proposed": N_("等待发出"), "late": N_("过了期限的任务"), "issued": N_("已发出")}


@reads
def ledger(request: HttpRequest) -> HttpResponse:
    """Every item in the order of the plan with the light of its duties; filters stand in the address."""
    period, reach = period_typed(request.GET.get("period", "")), reach_of(request)
    asked = _asked(request)
    entries = queries.list_ledger(reach, period, asked, today=today_of())
    lits = [lit for entry in entries for lit in entry.lits]
    context = {
        **base(request, "ledger"),
        "groups": _grouped(entries),
        "count": queries.count(lits),
        "items": len(entries),
        "not_given": sum(not entry.lits for entry in entries),
        "asked": asked,
        "period": str(period),
        "periods": queries.list_periods(reach, today_of()),
        "choices": _choices(),
    }
    return render(request, "duties/ledger.html", context)


def _asked(request: HttpRequest) -> Asked:
    """Unknown words ask for nothing; the newest plan is shown first."""
    documents = [document.key for document in load_documents()]
    chosen = {name: request.GET.get(name, "") for name in ("clause", "owner", "light", "state")}
    document = request.GET.get("document", documents[0])
    return Asked(
        document=document if document in documents else "",
        clause=chosen["clause"],
        owner=chosen["owner"] if chosen["owner"] in load_units() else "",
        light=chosen["light"] if chosen["light"] in set(Light) else "",
        state=chosen["state"] if chosen["state"] in set(RunState) else "",
    )


def _choices() -> dict[str, Any]:
    owners = dict.fromkeys(key for item in load_items() for key in item.owners)
    counties = load_units()[settings.load().each].members
    return {
        "documents": [(one.key, one.number) for one in load_documents()],
        "owners": [(key, shown.unit_name(key)) for key in (*owners, *counties)],
        "lights": Light.choices(),
        "states": RunState.choices()[:-1],
    }


def _grouped(entries: list[Entry]) -> list[dict[str, Any]]:
    """By clause, in the order of the text."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.item.clause].append(entry)
    return [
        {
            "clause": shown.clause_of(held[0].item),
            "url": shown.clause_url(held[0].item),
            "rows": [_row(entry) for entry in held],
        }
        for held in groups.values()
    ]


def _row(entry: Entry) -> dict[str, Any]:
    item, lits = entry.item, entry.lits
    lights = [(shown.light_badge(one), sum(lit.light is one for lit in lits)) for one in Light]
    return {
        "item": item,
        "what": shown.name_of(item),
        "owners": shown.unit_names(dict.fromkeys(lit.run.organisation_key for lit in lits))
        if lits and len(lits) < 4
        else shown.unit_names(item.owners),
        "lit": shown.lit_row(lits[0]) if len(lits) == 1 else None,
        "lights": [(badge, count) for badge, count in lights if count],
        "light": shown.light_badge(entry.light) if entry.light else None,
        "closed": sum(lit.is_closed for lit in lits),
        "count": len(lits),
        "percent": round(sum(lit.facts.percent for lit in lits) / len(lits)) if lits else 0,
    }


@reads
def item(request: HttpRequest, key: str) -> HttpResponse:
    """What the clause says, who answers, its milestones with their figures, the duties that were given."""
    found, period, reach = _item(key), period_typed(request.GET.get("period", "")), reach_of(request)
    wanted = Asked(clause=found.clause)
    entry = next(
        one
        for one in queries.list_ledger(reach, period, wanted, today=today_of())
        if one.item.key == found.key
    )
    context = {
        **base(request, "ledger"),
        **item_facts(request, found, period),
        "rows": [shown.lit_row(lit) for lit in entry.lits],
        "light": shown.light_badge(entry.light) if entry.light else None,
        "period": str(period),
        "offer": _offer(found, entry),
    }
    return render(request, "duties/item.html", context)


def item_facts(request: HttpRequest, found: Item, period: Any, area: int = CITY_AREA) -> dict[str, Any]:
    """The part of a page that tells an item."""
    figures = queries.read_figures(period, queries.judged_on(period, today_of()))
    return {
        "item": found,
        "what": shown.name_of(found),
        "clause": shown.clause_of(found),
        "clause_url": shown.clause_url(found),
        "owners": shown.unit_names(found.owners),
        "each_of": shown.unit_name(settings.load().each) if found.each else "",
        "co_owners": shown.unit_names(found.co_owners),
        "evidence": [kind.label for kind in found.evidence],
        "goals": shown.goals_of(found, area, figures),
        "projects": _projects(request, found),
    }


def _projects(request: HttpRequest, found: Item) -> list[tuple[str, str]]:
    """Projects of the library that fulfil a milestone of the item."""
    reach = reach_of(request)
    if not found.targets or not may(reach, Can.READ_PROJECTS):
        return []
    rows = projects.list_projects(reach).filter(target__in=found.targets)
    return [(row.name, shown.project_url(row.id)) for row in rows[:20]]


def _item(key: str) -> Item:
    found = shown.item_of(key)
    if found is None:
        raise Http404(key[:80])
    return found


def _offer(found: Item, entry: Entry) -> dict[str, Any]:
    """To whom the item can be given: whom the text names first, without those who have it."""
    held = {lit.run.organisation_key for lit in entry.lits}
    today = today_of()
    proposed = [key for key in operations.proposed_for(found, today) if key not in held]
    guiding = [operations.answering(key, today) for key in found.co_owners if not load_units()[key].members]
    others = territory.list_organisations(on=today).filter(kind__in=["department", "office", "government"])
    return {
        "proposed": [(key, shown.unit_name(key)) for key in proposed],
        "co_owners": [(key, shown.unit_name(key)) for key in guiding if key not in held],
        "others": [(one.key, one.short_name) for one in others if one.key not in held],
    }


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def assign(request: HttpRequest, key: str) -> HttpResponse:
    """Give the item to the organisations that were ticked, or to one that was chosen."""
    found = _item(key)
    chosen = [*request.POST.getlist("organisations"), request.POST.get("other", "")]
    part = Part.CO_OWNER if request.POST.get("part") == Part.CO_OWNER else Part.OWNER

    def step() -> None:
        operations.assign_item(
            item=found.key,
            organisations=[name for name in chosen if name][:40],
            basis=typed(request, "basis", BASIS),
            part=part,
            **said(request),
        )

    do(request, step, gettext("已交办。"))
    return redirect("duties_item", found.key)


@reads
def mine(request: HttpRequest) -> HttpResponse:
    """The duties of the reader's organisation, what the machine told it, letters that wait for a reply."""
    period, reach = period_typed(request.GET.get("period", "")), reach_of(request)
    lits = queries.list_mine(reach, period, today=today_of())
    own = reach.organisation or UUID(int=0)
    letters = queries.list_letters(reach, LetterState.ISSUED).filter(organisation=own)
    matters = queries.list_matters(reach, MatterState.DECIDED).filter(organisation=own)
    context = {
        **base(request, "mine"),
        "rows": [shown.lit_row(lit) for lit in lits],
        "count": queries.count(lits),
        "letters": list(letters[:20]),
        "matters": list(matters[:20]),
        "period": str(period),
        "open": [str(one) for one in queries.open_quarters(today_of())],
    }
    return render(request, "duties/mine.html", context)


@reads
def gaps(request: HttpRequest) -> HttpResponse:
    """Matters nobody owns, duties with no milestone, items given to nobody, organisations without liaison."""
    found = queries.list_gaps(reach_of(request), now=base(request, "gaps")["now"])
    parts = [
        ("unowned", gettext("没有写明由谁负责"), found.unowned),
        ("milestone", gettext("没有节点"), found.without_milestone),
        ("given", gettext("还没有交办"), found.not_given),
    ]
    context = {
        **base(request, "gaps"),
        "parts": [
            {"key": key, "title": title, "rows": [_gap(one, found.held) for one in rows], "count": len(rows)}
            for key, title, rows in parts
        ],
        "without_liaison": shown.unit_names(found.without_liaison),
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
