"""Entitled without applying: the desk's list of proposals, one with its reason, and the person's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.identifiers import mask_name
from chongyang.funding import operations, queries
from chongyang.funding.enums import Answer
from chongyang.funding.queries import entitlements as reads
from chongyang.funding.rules import entitled as rules
from chongyang.policy.rules.programmes import get_programme
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.funding import showing
from chongyang.web.funding.doing import PAGE, base, do, key_of, names, private, said
from chongyang.web.parts.doors import opens_for, scope_of

SHOWS = (rules.OPEN, rules.TAKEN, rules.ASIDE, rules.CLOSED)
TONES = {"yes": "good", "probably": "note"}


def shown(row: Any, name: str) -> dict[str, Any]:
    """A proposal in words, for the desk and for whom it is about."""
    held = get_programme(row.programme)
    return {
        "row": row,
        "name": name,
        "title": gettext(held.title),
        "document": held.clause.partition("/")[0],
        "number": held.clause.partition("/")[2],
        "clause_label": queries.clause_label(held.clause),
        "words": reads.words_of(row),
        "answer": gettext(Answer.of(row.answer).label),
        "tone": TONES[row.answer],
        "state": gettext(rules.STATES[row.state]),
        "why": gettext(rules.WHY[row.why]) if row.why else "",
        "agreed": gettext(rules.AGREED[row.agreed_how]) if row.agreed_at else "",
        "is_monthly": held.period == "month",
        "missing": [gettext(held.inputs[name].label) for name in row.missing],
        "reasons": [
            {
                "label": gettext(asked.label),
                "said": showing.say_input(row.inputs[name], asked),
                "source": gettext(rules.SOURCES[next(iter(asked.known_by))]),
            }
            for name, asked in held.inputs.items()
            if name in row.inputs and asked.known_by
        ],
    }


@require_GET
@opens_for(Can.HANDLE_FUNDING)
def listed(request: HttpRequest) -> HttpResponse:
    """Who of my area is entitled and has not applied, the longest waiting first."""
    scope, now = scope_of(request), said(request)["now"]
    filters = {name: _word(request, name, words) for name, words in _choices().items()}
    filters["show"] = filters["show"] or rules.OPEN
    rows = reads.list_entitlements(scope, limit=PAGE + 1, after=_after(request, now), **filters)
    page = rows[:PAGE]
    called = reads.names_of(page)
    context = {
        **base(request, "entitled"),
        **filters,
        "shows": [(state, gettext(rules.STATES[state])) for state in SHOWS],
        "counts": reads.count_entitlements(scope),
        "answers": [(one, gettext(Answer.of(one).label)) for one in TONES],
        "programmes": [(one.code, gettext(one.title)) for one in rules.proposable()],
        "rows": [shown(row, mask_name(called.get(row.payee, ""))) for row in page],
        "more": page[-1].id if len(rows) > PAGE else None,
    }
    return private(render(request, "funding/entitled.html", context))


def _choices() -> dict[str, tuple[str, ...]]:
    codes = tuple(one.code for one in rules.proposable())
    return {"show": SHOWS, "programme": codes, "answer": tuple(TONES)}


def _word(request: HttpRequest, name: str, words: tuple[str, ...]) -> str:
    told = request.GET.get(name, "")
    return told if told in words else ""


def _after(request: HttpRequest, now: datetime) -> tuple[datetime, UUID] | None:
    """The row before the page; one that is not within reach begins anew."""
    key = key_of(request.GET.get("after", ""))
    try:
        row = reads.access_entitlement(scope_of(request), key, now) if key else None
    except queries.NotFound:
        return None
    return (row.proposed_at, row.id) if row else None


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def one(request: HttpRequest, entitlement: UUID) -> HttpResponse:
    """One proposal: what the register says, each step of the rule with its clause, and what I may do."""
    scope, now = scope_of(request), said(request)["now"]
    row = reads.access_entitlement(scope, entitlement, now)
    if request.method == "POST":
        return _act(request, row, "funding_entitlement")
    context = {
        **base(request, "entitled"),
        **shown(row, mask_name(reads.names_of([row]).get(row.payee, ""))),
        "steps": showing.steps_of(reads.steps_of(row)),
        "who": names([row.decided_by]).get(row.decided_by, "") if row.decided_by else "",
        "is_mine": row.decided_by == scope.actor.account,
        "ways": [(way, gettext(rules.AGREED[way])) for way in rules.TOLD_TO_DESK],
        "may_open": bool(row.person) and may(scope, Can.OPEN_FILES),
    }
    return private(render(request, "funding/entitlement.html", context))


@require_POST
@opens_for(Can.APPLY_FUNDING)
def own(request: HttpRequest, entitlement: UUID) -> HttpResponse:
    """I apply for what was proposed, agree to what was drafted for me, or do not need it."""
    row = reads.access_entitlement(scope_of(request), entitlement, said(request)["now"])
    return _act(request, row, "")


def _act(request: HttpRequest, row: Any, page: str) -> HttpResponse:
    """The step that a button asked for; a draft that was made is opened."""
    action, told = request.POST.get("do", ""), {"entitlement": row.id, **said(request)}
    made: list[Any] = []
    if action == "take":
        do(request, lambda: made.append(operations.take_up(**told)), gettext("草稿已建立，补齐材料后提交。"))
    elif action == "aside":
        reason = request.POST.get("reason", "")
        do(
            request,
            lambda: operations.set_aside(reason=reason, **told),
            gettext("已搁置，情况变化时会再提出。"),
        )
    elif action == "agree":
        how = request.POST.get("how", "")
        do(request, lambda: operations.agree(how=how, **told), gettext("同意已登记。"))
    if made:
        return redirect("funding_application", made[0].id)
    return redirect(page, row.id) if page else redirect("funding_mine")


def own_of(request: HttpRequest) -> list[dict[str, Any]]:
    """What the register says that the reader, or whom she acts for, may have without having asked."""
    rows = reads.list_own_entitlements(scope_of(request), said(request)["now"])
    called = reads.names_of(rows)
    return [shown(row, called.get(row.payee, "")) for row in rows]


def behind(application: UUID) -> dict[str, Any] | None:
    """The proposal that a draft came from, while its person has not agreed."""
    row = reads.of_application(application)
    return shown(row, "") if row and not row.agreed_at else None
