"""One click dials for a care call, a follow-up or a complaint; then the outcome is written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import operations, queries
from chongyang.hotline.rules.calls import State
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline.words import SAVED
from chongyang.web.parts.doors import opens_for, scope_of

PAGES = {
    "care_call": "hotline_care_call",
    "follow_up": "hotline_follow_up",
    "complaint": "hotline_complaint",
}
DIALLED = N_("已请交换机拨打，接通后在这里登记结果。")
BY_HAND = N_("没有接入交换机，请用话机拨打；打完在这里登记结果，通话记录随之结束。")
WORDS = {
    State.RINGING: (N_("正在呼叫"), "warn"),
    State.TALKING: (N_("通话中"), "good"),
    State.ENDED: (N_("通话已结束"), ""),
    State.ABANDONED: (N_("对方没有接听"), "bad"),
}
CALLED = {"yes": operations.SPOKEN, "no": operations.UNANSWERED}


def call_context(scope: Scope, reason: str, task: UUID) -> dict[str, Any]:
    """The call behind a task as its page shows it: to dial, or dialled and how far it is."""
    if not may(scope, Can.ANSWER_CALLS):
        return {"dial": None}
    row = queries.last_call_of(scope, task)
    is_on = row is not None and not row.outcome and row.account == scope.actor.account
    by_hand = queries.is_dialled_by_hand()
    word, tone = WORDS[State.of(row.state)] if row and is_on else ("", "")
    if is_on and by_hand:
        word = N_("请用话机拨打")
    return {
        "dial": {
            "reason": reason,
            "task": task,
            "row": row if is_on else None,
            "word": word,
            "tone": tone,
            "by_hand": by_hand,
            "asks": reason == "complaint",
        }
    }


def is_unanswered(context: dict[str, Any]) -> bool:
    """Whether the exchange said that nobody took the call: then that is what is written down first."""
    row = context["dial"]["row"] if context["dial"] else None
    return bool(row and row.state == State.ABANDONED)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def dial(request: HttpRequest, reason: str, task: UUID) -> HttpResponse:
    """Call now; the page of the task opens with the call above its outcomes."""
    page = _page(reason)
    try:
        operations.call_task(reason=reason, task=task, scope=scope_of(request), now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    except operations.UnableToTalk as error:
        messages.warning(request, _told(error))
    else:
        messages.info(request, gettext(BY_HAND if queries.is_dialled_by_hand() else DIALLED))
    return redirect(page, task)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def called(request: HttpRequest, reason: str, task: UUID) -> HttpResponse:
    """How a call went whose task goes on, whatever it was."""
    page, said = _page(reason), request.POST.get("result", "")
    if said not in CALLED:
        raise Http404
    words: dict[str, Any] = {"is_reached": said == "yes", "outcome": CALLED[said]}
    operations.end_task_call(task=task, scope=scope_of(request), now=clock_now(), **words)
    messages.success(request, gettext(SAVED))
    return redirect(page, task)


def _page(reason: str) -> str:
    if reason not in PAGES:
        raise Http404
    return PAGES[reason]


def _told(error: operations.UnableToTalk) -> str:
    names = territory.names_of([error.account]) if error.account else {}
    who = names.get(error.account, "") if error.account else ""
    return " ".join(part for part in (gettext(error.reason), who) if part)
