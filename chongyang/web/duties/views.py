"""The ledger, one item with its duties, what the reader's organisation answers for, gaps, what is late."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.duties import operations, queries
from chongyang.duties.enums import (
    LetterState,
    Light,
    MatterState,
    Part,
    RunState,
)
from chongyang.duties.queries import Asked, Entry, Lit
from chongyang.duties.rules import settings
from chongyang.duties.rules.items import Item, load_items
from chongyang.duties.rules.lights import ORDER
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.units import load_units
from chongyang.projects import queries as projects
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.duties import shown
from chongyang.web.duties.doing import (
    base,
    do,
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
FEW = 12
"""What the filters leave is shown unfolded up to so many items: more would be a long way on a telephone."""


@reads
def ledger(request: HttpRequest) -> HttpResponse:
    """Every item in the order of the plan with the light of its duties; filters stand in the address."""
    period, reach = period_typed(request.GET.get("period", "")), reach_of(request)
    asked = _asked(request)
    entries = queries.list_ledger(reach, period, asked, today=today_of())
    lits = [lit for entry in entries for lit in entry.lits]
    narrow = sum(bool(one) for one in (asked.clause, asked.owner, asked.light, asked.state))
    context = {
        **base(request, "ledger"),
        "groups": _grouped(entries),
        "count": queries.count(lits),
        "items": len(entries),
        "not_given": sum(not entry.lits for entry in entries),
        "asked": asked,
        "active": narrow,
        "is_open": request.GET.get("open") == "all" or (narrow and len(entries) <= FEW),
        "others": _others(request),
        "period": str(period),
        "periods": queries.list_periods(reach, today_of()),
        "choices": _choices(),
    }
    return render(request, "duties/ledger.html", context)


def _others(request: HttpRequest) -> str:
    """The filters as they stand in the address, ready for one more word."""
    kept = request.GET.copy()
    kept.pop("open", None)
    return f"{kept.urlencode()}&" if kept else ""


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
            "lights": _lights([lit for entry in held for lit in entry.lits]),
            "not_given": sum(not entry.lits for entry in held),
        }
        for held in groups.values()
    ]


def _lights(lits: Sequence[Lit]) -> list[tuple[dict[str, str], int]]:
    """How many stand on each light, the lights that nothing stands on left out."""
    counted = [(shown.light_badge(one), sum(lit.light is one for lit in lits)) for one in Light]
    return [(badge, count) for badge, count in counted if count]


def _row(entry: Entry) -> dict[str, Any]:
    item, lits = entry.item, entry.lits
    return {
        "item": item,
        "what": shown.name_of(item),
        "owners": shown.unit_names(dict.fromkeys(lit.run.organisation_key for lit in lits))
        if lits and len(lits) < 4
        else shown.unit_names(item.owners),
        "lit": shown.lit_row(lits[0]) if len(lits) == 1 else None,
        "lights": _lights(lits),
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
        "rows": lits,
        "running": [shown.lit_row(lit) for lit in sorted(lits, key=_gravest) if not lit.is_closed],
        "closed": [shown.lit_row(lit) for lit in lits if lit.is_closed],
        "letters": list(letters[:20]),
        "matters": list(matters[:20]),
        "period": str(period),
        "open": [str(one) for one in queries.open_quarters(today_of())],
    }
    return render(request, "duties/mine.html", context)


def _gravest(lit: Lit) -> tuple[int, date]:
    """Red before yellow before green, the nearest day first; the order of the plan within a day."""
    return ORDER.index(lit.light), lit.run.due_on
