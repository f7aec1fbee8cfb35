"""What the pages of the time bank share: a step with its refusal in words, hours in words, forms."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.timebank import enums, operations
from chongyang.timebank.rules.limits import load
from chongyang.web.parts.doing import Doing, private, said, text_of
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.ordered import key_of

__all__ = ["act", "base", "day_of", "hours", "key_of", "minutes_of", "private", "said", "text_of"]

MOST_HOURS = 4
act = Doing((operations.UnableToBank,)).do


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    scope = scope_of(request)
    return {
        "tab": here,
        "today": timezone.localdate(clock_now()),
        "banks": may(scope, Can.BANK_HOURS),
        "keeps": may(scope, Can.KEEP_HOURS),
        "limits": load(),
        "limit_words": {
            "day": hours(load().day_most),
            "month": hours(load().month_most),
            "year": hours(load().year_given_most),
        },
        "helps": [(one.value, gettext(one.label)) for one in enums.Help],
    }


def hours(minutes: int) -> str:
    """1 小时 30 分; never a sum of money."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not rest:
        return sign + gettext("%(hours)s 小时") % {"hours": whole}
    if not whole:
        return sign + gettext("%(minutes)s 分钟") % {"minutes": rest}
    return sign + gettext("%(hours)s 小时 %(minutes)s 分") % {"hours": whole, "minutes": rest}


def minutes_of(request: HttpRequest, name: str = "hours") -> int:
    """Typed hours such as 1.5 as minutes; 0 for anything that is no number of quarters."""
    text = request.POST.get(name, "").strip()[:8]
    whole, dot, rest = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= MOST_HOURS):
        return 0
    quarters = {"": 0, "0": 0, "00": 0, "25": 15, "5": 30, "50": 30, "75": 45}
    return int(whole) * 60 + quarters[rest] if rest in quarters and (rest or not dot) else 0


def day_of(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def bank_words(row: Any) -> dict[str, Any]:
    """An account in hours."""
    return {
        "row": row,
        "name": row.name.plain,
        "left": hours(row.left),
        "held": hours(row.held),
        "earned": hours(row.earned + row.received),
        "spent": hours(row.spent + row.given),
        "is_volunteer": row.account is not None,
    }


def help_word(key: str) -> str:
    return gettext(dict(enums.Help.choices()).get(key, key))
