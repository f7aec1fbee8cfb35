"""What the pages share: who acts, a step with its refusal beside the form it came from, states in words."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from chongyang.approvals import operations
from chongyang.approvals.enums import PERMITTED, REFUSED, STOPPED, TURNED_AWAY
from chongyang.approvals.rules import catalogue, clock
from chongyang.approvals.rules.tables import STATES
from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

PAGE = 40
STATE_WORDS = {state.name: state.label for state in STATES}
TONES = {PERMITTED: "good", REFUSED: "bad", TURNED_AWAY: "bad", **dict.fromkeys(STOPPED, "warn")}
Step = Callable[[], Any]


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def base(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What every page of the desk knows."""
    scope = scope_of(request)
    handles = may(scope, Can.HANDLE_APPROVALS)
    return {
        "tab": tab,
        "now": clock_now(),
        "may_handle": handles,
        "may_apply": may(scope, Can.APPLY_APPROVALS),
        "may_look_over": handles or may(scope, Can.READ_PROJECTS),
    }


@dataclass(slots=True)
class Tried:
    """What a form asked for and why it was refused; the form that it was keeps what was typed."""

    form: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=lambda: defaultdict(str))

    @property
    def why(self) -> str:
        return " ".join(self.faults.values())


def attempt(request: HttpRequest, step: Step, done: str) -> Tried | None:
    """Take a step. None where it was taken; else the refusal, for a page with status 422."""
    try:
        step()
    except UnableToStep as refused:
        faults = {"step": gettext(refused.reason)}
    except (operations.UnableToApply, operations.UnableToHandle) as refused:
        faults = dict(refused.faults)
    else:
        messages.success(request, done)
        return None
    typed = defaultdict(str, {name: request.POST.get(name, "")[:1000] for name in request.POST})
    return Tried(typed.get("form", ""), faults, typed)


def shown(request: HttpRequest, template: str, context: dict[str, Any], tried: Tried | None) -> HttpResponse:
    """The page; with status 422 and what was typed where a form was refused."""
    context["tried"] = tried or Tried()
    answer = render(request, template, context, status=422 if tried else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def key_of(text: str) -> UUID:
    """A key that somebody sent; one that nobody has where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def day_of(text: str) -> date:
    """A day that somebody typed; one that no rule takes where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max


def fact_words(facts: Mapping[str, bool]) -> list[str]:
    """What is told of a project."""
    return [gettext(fact.label) for fact in catalogue.load().facts if facts.get(fact.name)]


def clock_words(due_at: datetime | None, now: datetime) -> str:
    """还剩 3 个工作日, 今天到期, 已超期 2 个工作日."""
    if due_at is None:
        return ""
    days = clock.left(now, due_at)
    if now > due_at:
        late = max(-days, 1)
        return ngettext("已超期 %(days)s 个工作日", "已超期 %(days)s 个工作日", late) % {"days": late}
    if not days:
        return gettext("今天到期")
    return ngettext("还剩 %(days)s 个工作日", "还剩 %(days)s 个工作日", days) % {"days": days}


def today() -> date:
    """The city's day."""
    return timezone.localdate(clock_now())
