"""What the pages of the desk share: who acts, areas to choose, a step with its refusal in words, names."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Interval, interval_of
from chongyang.registration import operations
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

PAGE = 40
REFUSALS = ("refuse", "return")


def digits(text: str, most: int = 9) -> int | None:
    """A whole number as a form sends it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most else None


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page knows: the tab, whether files are written here, and a reason that was typed in vain."""
    return {
        "here": here,
        "may_write": may(scope_of(request), Can.WRITE_ELDERS),
        "now": clock_now(),
        "typed": {
            "is_refusal": request.POST.get("do") in REFUSALS,
            "reason": request.POST.get("reason", ""),
        },
    }


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step; what it refuses is told in words. Whether it was taken."""
    try:
        step()
    except UnableToStep as refused:
        messages.error(request, gettext(refused.reason))
    except operations.UnableToDo as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
    except registry.UnableToRegister as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.reasons.values()))
    else:
        messages.success(request, done)
        return True
    return False


def areas_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Streets and communities within reach; none for whoever has a whole county, she chooses by search."""
    rows = territory.list_areas_within(scope_of(request))
    return [(f"{row.first}", ("　" if row.level == "community" else "") + row.name) for row in rows]


def within(request: HttpRequest, code: str) -> Interval | None:
    """The interval of a chosen area value that lies within reach; None for anything else."""
    unit = code.rstrip("0") if len(code) == 12 else ""
    if digits(unit, 12) is None:
        return None
    unit = unit.ljust(9, "0") if len(unit) <= 9 else unit.ljust(12, "0")
    first, last = interval_of(unit)
    return (first, last) if scope_of(request).covers(first) else None


def people(request: HttpRequest, persons: Iterable[UUID | None]) -> dict[UUID, Any]:
    """The elders of a page by key, those within reach."""
    keys = [person for person in persons if person]
    return {row.id: row for row in files.list_by_key(scope_of(request), keys)}


def names(accounts: Iterable[UUID | None]) -> dict[UUID, str]:
    """How those who acted are called at work."""
    return territory.names_of(account for account in accounts if account)
