"""The clerk's side: activities to confirm, corrections by two, accounts of the area."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.territory.rules.capabilities import Can
from chongyang.timebank import operations, queries
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.timebank.doing import (
    act,
    bank_words,
    base,
    help_word,
    hours,
    key_of,
    minutes_of,
    private,
    said,
    text_of,
)


@require_GET
@opens_for(Can.KEEP_HOURS)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for somebody who confirms; then the accounts of the area."""
    scope = scope_of(request)
    me = scope.actor.account
    rows = queries.list_banks(scope, after=key_of(request.GET.get("after", "")))
    context = base(request, "keep") | {
        "told": [_told(one, me) for one in queries.list_told(scope)],
        "corrections": [
            {
                "row": one,
                "hours": hours(one.minutes),
                "name": one.bank.name.plain,
                "is_own": one.proposed_by == me,
            }
            for one in queries.list_corrections(scope)
        ],
        "rows": [bank_words(row) for row in rows],
        "more": rows[-1].id if len(rows) == queries.PAGE else None,
    }
    return private(render(request, "timebank/keep.html", context))


def _told(row: Any, me: UUID | None) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.bank.name.plain,
        "help": help_word(row.help),
        "hours": hours(row.minutes),
        "is_own": me in (row.told_by, row.bank.account),
    }


@require_POST
@opens_for(Can.KEEP_HOURS)
def decide(request: HttpRequest, activity: UUID) -> HttpResponse:
    confirm = request.POST.get("do") == "confirm"
    told = {"confirm": confirm, "reason": text_of(request, "reason", 200), **said(request)}
    done = gettext("已确认，时间已存入。") if confirm else gettext("已退回。")
    act(request, lambda: operations.decide_activity(activity=activity, **told), done)
    return redirect("timebank_keep")


@require_POST
@opens_for(Can.KEEP_HOURS)
def propose(request: HttpRequest, bank: UUID) -> HttpResponse:
    """A mistake that one clerk found; another decides."""
    minutes = minutes_of(request) * (-1 if request.POST.get("way") == "less" else 1)
    told = {"minutes": minutes, "reason": text_of(request, "reason", 200), **said(request)}
    done = gettext("更正已提出，等另一人审核。")
    act(request, lambda: operations.propose_correction(bank=bank, **told), done)
    return redirect("timebank_account", bank)


@require_POST
@opens_for(Can.KEEP_HOURS)
def correct(request: HttpRequest, correction: UUID) -> HttpResponse:
    accept = request.POST.get("do") == "accept"
    done = gettext("已更正。") if accept else gettext("不更正，已登记。")
    told = {"accept": accept, **said(request)}
    act(request, lambda: operations.decide_correction(correction=correction, **told), done)
    return redirect("timebank_keep")
