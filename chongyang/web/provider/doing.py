"""What the pages of the desk share: what each knows, a step with its refusal in words, numbers of forms."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.services import operations, queries
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import Steps, day_of
from chongyang.web.parts.doors import scope_of


class Blank(dict[str, str]):
    """What a form holds by name: what nobody typed is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def refused(request: HttpRequest, faults: Mapping[str, str]) -> dict[str, Any]:
    """What a page shows again: the faults by field beside what was typed."""
    return {"faults": Blank(faults), "typed": Blank(request.POST.dict())}


def today() -> date:
    return timezone.localdate(clock_now())


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page of the desk knows; `own` is the reader's provider on the list, if there is one."""
    scope = scope_of(request)
    provides = may(scope, Can.PROVIDE_SERVICES)
    return {
        "tab": here,
        "now": clock_now(),
        "today": today(),
        "provides": provides,
        "admits": may(scope, Can.ADMIT_PROVIDERS),
        "own": queries.provider_of(scope.organisation) if provides else None,
        "faults": Blank(),
        "typed": Blank(),
    }


def attempt(request: HttpRequest, step: Callable[[], Any], done: str) -> dict[str, str] | None:
    """Take a step: None where it was taken, else what is wrong by field, said above the page too."""
    try:
        step()
    except UnableToStep as refused:
        faults = {"step": gettext(refused.reason)}
    except operations.UnableToDo as refused:
        faults = dict(refused.faults)
    else:
        messages.success(request, done)
        return None
    messages.error(request, " ".join(faults.values()))
    return faults


def act(request: HttpRequest, steps: Steps) -> dict[str, str] | None:
    """The step that a button asked for, as `attempt`; an unknown one is refused without a word."""
    action = request.POST.get("do", "")
    return attempt(request, *steps[action]) if action in steps else {}


def asked_day(request: HttpRequest, name: str) -> date:
    """A day that a form must tell. Raises UnableToDo."""
    day = day_of(request.POST.get(name, ""))
    if day is None:
        raise operations.UnableToDo({name: gettext("请填写日期。")})
    return day


def number_of(text: str) -> float | None:
    """A plain decimal of at most twenty signs; None for anything else."""
    told = text.strip()[:20]
    try:
        value = float(told)
    except ValueError:
        return None
    return value if value == value and abs(value) < 1e12 and "_" not in told else None


def whole_of(text: str) -> int | None:
    """A whole number of at most twelve digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
