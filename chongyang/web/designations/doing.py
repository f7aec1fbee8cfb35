"""What the pages share: who acts, a step with its refusal in words, days and keys as they are typed."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.designations import operations
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import NOBODY, Doing, Steps, day_of, key_of, private, said, text_of
from chongyang.web.parts.doors import scope_of

__all__ = ["NOBODY", "PAGE", "Steps", "act", "asked_day", "base", "day_of", "do", "key_of", "points_of"]
__all__ += ["private", "said", "status_of", "text_of"]

PAGE = 40
TYPED = (
    *("reason", "note", "visited_on", "plaque", "over_quota", "objection", "reply", "upheld"),
    *("text", "until", "advice", "held", "why", "area"),
)
"""What a refused form gives back as it was typed; points have a sheet of their own."""
_doing = Doing((operations.UnableToDo,))
do, act = _doing.do, _doing.act


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


def points_of(request: HttpRequest, prefix: str) -> dict[str, str]:
    """The points of a sheet as they were typed."""
    given = request.POST.items()
    return {name.removeprefix(prefix): str(told)[:20] for name, told in given if name.startswith(prefix)}


def asked_day(request: HttpRequest, name: str) -> date:
    """A day that a form must tell. Raises UnableToJudge."""
    day = day_of(request.POST.get(name, ""))
    if day is None:
        raise operations.UnableToJudge({name: gettext("请填写日期。")})
    return day
