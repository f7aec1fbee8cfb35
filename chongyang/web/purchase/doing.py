"""What the pages share: who acts, a step with its refusal in words, days, keys and money as typed."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest

from chongyang.core.clock import now as clock_now
from chongyang.purchase import operations
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import NOBODY, Doing, Steps, day_of, key_of, private, said, text_of
from chongyang.web.parts.doors import scope_of

__all__ = ["NOBODY", "PAGE", "Steps", "act", "base", "day_of", "do", "fen_of", "key_of", "month_of"]
__all__ += ["private", "said", "text_of", "whole_of"]

PAGE = 40
MOST_FEN = Decimal(10**13)
_doing = Doing((operations.UnableToDo,))
do, act = _doing.do, _doing.act


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page of the desk knows."""
    scope = scope_of(request)
    rights = {"may_handle": may(scope, Can.HANDLE_PURCHASE), "may_own": may(scope, Can.ORDER_OWN)}
    return {"tab": here, "now": clock_now(), **rights}


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
