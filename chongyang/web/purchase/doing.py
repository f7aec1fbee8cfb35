"""What the pages share: who acts, a step with its refusal in words, days, keys and money as typed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.purchase import operations
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

PAGE = 40
NOBODY = UUID(int=0)
MOST_FEN = Decimal(10**13)
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
    rights = {"may_handle": may(scope, Can.HANDLE_PURCHASE), "may_own": may(scope, Can.ORDER_OWN)}
    return {"tab": here, "now": clock_now(), **rights}


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


def whole_of(text: str, most: int = 10**9) -> int:
    """A whole number as it was typed; nothing where it is none."""
    sign = -1 if text.strip().startswith("-") else 1
    digits = text.strip().lstrip("+-")
    return sign * min(int(digits), most) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def fen_of(text: str) -> int:
    """Yuan as people type them, in fen; nothing where it is no sum of money. A fraction of a fen is none."""
    try:
        fen = Decimal(text.strip().replace(",", "").replace("，", "")) * 100
    except InvalidOperation:
        return 0
    is_sum = fen.is_finite() and abs(fen) < MOST_FEN and fen == fen.to_integral_value()
    return int(fen) if is_sum else 0


def month_of(text: str) -> date | None:
    """The first day of a month as its field sends it: 2019-07."""
    return day_of(f"{text}-01") if len(text) == len("2019-07") else None
