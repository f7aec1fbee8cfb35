"""Contests: the list by deadline, and one with its answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.claims.enums import ContestReason
from chongyang.claims.operations import contests as operations
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.operations.reading import read_contest
from chongyang.claims.queries import contests as lists
from chongyang.claims.rules.values import options
from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.words import N_
from chongyang.registry import queries as elders
from chongyang.registry.enums import Source
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.claims import shown
from chongyang.web.claims.deaths import _uuid as uuid_of
from chongyang.web.claims.views import PAGE, private, tabs, typed, work_purpose
from chongyang.web.parts.doors import opens_for, scope_of

DONE = {
    "ask": N_("已记录：转来源部门核实。"),
    "uphold": N_("已答复：维持原说法。"),
    "correct": N_("已更正，档案已按更正重新汇总。"),
    "withdraw": N_("异议已撤回。"),
}


@require_GET
@opens_for(Can.OPEN_FILES)
def contests(request: HttpRequest) -> HttpResponse:
    """Open ones by deadline, or those that were answered."""
    scope, now = scope_of(request), clock_now()
    is_open = request.GET.get("show", "") != "answered"
    rows = lists.list_contests(
        scope, is_open=is_open, after=uuid_of(request.GET.get("after", "")), limit=PAGE + 1
    )
    heads = shown.covered_heads(elders.list_by_key(scope, {row.person for row in rows[:PAGE]}))
    context = {
        **tabs(request, "contests"),
        "is_open": is_open,
        "rows": [
            {**shown.contest_row(row, now), **heads[row.person]} for row in rows[:PAGE] if row.person in heads
        ],
        "next": rows[PAGE - 1].id if len(rows) > PAGE else "",
    }
    return private(render(request, "claims/contests.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.OPEN_FILES)
def contest(request: HttpRequest, contest: UUID) -> HttpResponse:
    """What was said, and the answer."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        action = request.POST.get("action", "")
        try:
            _answer(request, contest, action)
        except UnableToContest as refused:
            errors = {name: gettext(reason) for name, reason in refused.reasons.items()}
        except UnableToStep as refused:
            errors = {"action": str(refused)}
        else:
            messages.success(request, DONE[action])
            return redirect("claims_contest", contest)
    context = _context(request, contest) | {"errors": errors, "typed": typed(request)}
    return private(render(request, "claims/contest.html", context, status=422 if errors else 200))


def _answer(request: HttpRequest, contest: UUID, action: str) -> None:
    scope = scope_of(request)
    told: dict[str, Any] = {"contest": contest, "scope": scope, "by": scope.actor, "now": clock_now()}
    answer = request.POST.get("answer", "")
    if action == "ask":
        operations.ask_source(**told)
    elif action == "uphold":
        operations.uphold(answer=answer, **told)
    elif action == "withdraw":
        operations.withdraw(**told)
    elif action == "correct":
        value, source = request.POST.get("value", ""), request.POST.get("source", "")
        detach = request.POST.get("detach", "") == "on"
        operations.correct(value=value, source=source, answer=answer, detach=detach, **told)
    else:
        raise UnableToContest({"action": N_("请选择要办理的事项。")})


def _context(request: HttpRequest, contest: UUID) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    purpose = work_purpose(scope)
    row = read_contest(contest=contest, purpose=purpose, scope=scope, by=scope.actor, now=now)
    elder = elders.access_elder(scope, row.person)
    return {
        **shown.opened_contest(row, now),
        **shown.covered_heads([elder])[elder.id],
        "person": elder.id,
        "purpose": purpose,
        "asked_as": _role(row.asked_as),
        "may_answer": may(scope, Can.ANSWER_CONTESTS),
        "may_withdraw": may(scope, Can.CONTEST_CLAIMS),
        "wrong_person": row.reason == ContestReason.WRONG_PERSON,
        "options": options(row.field),
        "sources": Source.choices(),
    }


def _role(role: str) -> str:
    labels = {one.value: label for one, label in ROLE_LABELS.items()}
    return gettext(labels.get(role, role)) if role else ""
