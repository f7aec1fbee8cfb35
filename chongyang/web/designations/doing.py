"""What the pages share: who acts, a step with its refusal in words, days and keys as they are typed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.designations import operations
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

PAGE = 40
NOBODY = UUID(int=0)
TYPED = (
    *("reason", "note", "visited_on", "plaque", "over_quota", "objection", "reply", "upheld"),
    *("text", "until", "advice", "held", "why", "area"),
)
"""What a refused form gives back as it was typed; points have a sheet of their own."""
Steps = Mapping[str, tuple[Callable[[], Any], str]]


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a case stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page of the desk knows."""
    scope = scope_of(request)
    rights = {
        "may_handle": may(scope, Can.HANDLE_DESIGNATIONS),
        "may_apply": may(scope, Can.APPLY_DESIGNATIONS),
    }
    typed = {name: request.POST.get(name, "") for name in TYPED}
    refused = {"typed": typed, "is_refused": request.method == "POST"}
    return {"tab": here, "now": clock_now(), **refused, **rights}


def status_of(request: HttpRequest) -> int:
    """A step that was taken leads on: a page that answers one was refused, and keeps what was typed."""
    return 422 if request.method == "POST" else 200


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step; what it refuses is told in words. Whether it was taken."""
    try:
        step()
    except UnableToStep as refused:
        messages.error(request, gettext(refused.reason))
    except operations.UnableToDo as refused:
        messages.error(request, " ".join(refused.faults.values()))
    else:
        messages.success(request, done)
        return True
    return False


def act(request: HttpRequest, steps: Steps) -> bool:
    """The step that a button asked for; an unknown one is none."""
    action = request.POST.get("do", "")
    return action in steps and do(request, *steps[action])


def text_of(request: HttpRequest, name: str, most: int = 1000) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:most]


def points_of(request: HttpRequest, prefix: str) -> dict[str, str]:
    """The points of a sheet as they were typed."""
    given = request.POST.items()
    return {name.removeprefix(prefix): str(told)[:20] for name, told in given if name.startswith(prefix)}


def key_of(text: str) -> UUID:
    """A key that a form sent; nobody's where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def asked_day(request: HttpRequest, name: str) -> date:
    """A day that a form must tell. Raises UnableToJudge."""
    day = day_of(request.POST.get(name, ""))
    if day is None:
        raise operations.UnableToJudge({name: gettext("请填写日期。")})
    return day
