"""The desk of remarks: what has to be looked at, answered, approved; what is late; what was not shown."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.policy.rules.units import load_units
from chongyang.supervision import operations, queries
from chongyang.supervision.enums import Useful
from chongyang.supervision.queries.assessment import actions_of
from chongyang.supervision.rules import tables
from chongyang.supervision.rules.remarking import limits
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supervision.doing import base, do, said, state_of, steps
from chongyang.web.supervision.traces import clause_of

SHOWS = (tables.RECEIVED, tables.ROUTED, tables.ANSWERED, "late", tables.SHOWN, tables.REFUSED)
LATE = N_("逾期")
PAGE = 30


@require_GET
@opens_for(Can.ANSWER_REMARKS)
def listed(request: HttpRequest) -> HttpResponse:
    """One list at a time, the oldest first; the counts of all beside it."""
    scope, now = scope_of(request), clock_now()
    counts = queries.count_remarks(scope, now)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWS else next((name for name in SHOWS if counts.get(name)), tables.ROUTED)
    chosen: dict[str, Any] = {"late": now} if show == "late" else {"state": show}
    rows = queries.list_remarks(scope, limit=PAGE + 1, after=_after(request), **chosen)
    context = {
        **base(request, "remarks"),
        "shows": [(name, _label(name), counts[name]) for name in SHOWS],
        "show": show,
        "rows": [_row(row, now) for row in rows[:PAGE]],
        "after": rows[PAGE - 1] if len(rows) > PAGE else None,
    }
    return render(request, "supervision/remarks.html", context)


def _label(show: str) -> str:
    return gettext(LATE) if show == "late" else state_of(tables.REMARK, show)[0]


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    moment, _, key = request.GET.get("after", "").partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(key)) if at.tzinfo else None
    except ValueError:
        return None


def _row(row: Any, now: datetime) -> dict[str, Any]:
    words, tone = state_of(tables.REMARK, row.state)
    return {
        "row": row,
        "text": row.shown or row.text.plain,
        "clause": clause_of(row.clause),
        "unit": unit_name(row.unit),
        "state": words,
        "tone": tone,
        "is_late": row.due_at is not None and row.due_at < now,
    }


def unit_name(key: str) -> str:
    return load_units()[key].short if key in load_units() else key


def refusals() -> list[tuple[str, str]]:
    """The reasons of the data in the reader's language."""
    word = "english" if get_language() == "en" else "label"
    return [(key, told[word]) for key, told in limits().refusals.items()]


@require_GET
@opens_for(Can.ANSWER_REMARKS)
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One remark with its way, and what the reader may do now."""
    scope = scope_of(request)
    try:
        row = queries.access_remark(scope, key)
    except queries.NotFound as error:
        raise Http404 from error
    votes = queries.votes_of(row.id)
    context = {
        **base(request, "remarks"),
        **_row(row, clock_now()),
        "original": row.text.plain,
        "contact": row.contact.plain if row.contact else "",
        "actions": actions_of(scope, key),
        "refusals": refusals(),
        "refused_for": dict(refusals()).get(row.refusal or row.hidden_why, ""),
        "units": _units(),
        "steps": steps(queries.steps_of(scope, key), tables.REMARK),
        "votes": [(label, votes.get(choice, 0)) for choice, label in Useful.choices()],
        "longest": limits().answer_longest,
    }
    return render(request, "supervision/remark.html", context)


def _units() -> list[tuple[str, str]]:
    """The units that may answer: those of the city, with the office."""
    return [
        (key, unit.short)
        for key, unit in load_units().items()
        if key.startswith("city.") and not unit.members and not unit.valid_to
    ]


def _told(request: HttpRequest, action: str) -> dict[str, Any]:
    words = request.POST
    told: dict[str, dict[str, Any]] = {
        "accept": {"cover": words.get("cover", "").splitlines()[:20], "unit": words.get("unit", "")},
        "refuse": {"refusal": words.get("refusal", "")},
        "hide": {"refusal": words.get("refusal", "")},
        "route": {"unit": words.get("unit", "")},
        "answer": {"text": words.get("text", "")},
        "send_back": {"reason": words.get("reason", "")},
        "approve": {},
    }
    return told[action]


STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "accept": (operations.accept_remark, N_("已公开，并转给单位答复。")),
    "refuse": (operations.refuse_remark, N_("不予公开，凭编号可以看到理由。")),
    "hide": (operations.hide_remark, N_("已从公开页面撤下。")),
    "route": (operations.route_remark, N_("已改派，期限不变。")),
    "answer": (operations.answer_remark, N_("答复已写好，请另一位经办人审定。")),
    "send_back": (operations.return_answer, N_("已退回重写。")),
    "approve": (operations.approve_answer, N_("答复已公开。")),
}


@require_POST
@opens_for(Can.ANSWER_REMARKS)
def take(request: HttpRequest, key: UUID, action: str) -> HttpResponse:
    """One step of a remark."""
    if action not in STEPS:
        raise Http404(action)
    try:
        queries.access_remark(scope_of(request), key)
    except queries.NotFound as error:
        raise Http404 from error
    operation, done = STEPS[action]
    do(request, partial(operation, key=key, **_told(request, action), **said(request)), gettext(done))
    return redirect("supervision_remark", key)
