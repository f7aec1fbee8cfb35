"""What the pages share: a step with its refusal in words, words of offerings, what a form typed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.activities import enums, operations
from chongyang.activities.rules import lists
from chongyang.activities.rules.lifecycle import enrolment as lifecycle
from chongyang.core.clock import now as clock_now
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import Doing, day_of, private, said
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.lists import joined
from chongyang.web.parts.ordered import WEEKDAYS, key_of, named

__all__ = ["act", "base", "clock_now", "day_of", "key_of", "private", "said"]

act = Doing((operations.UnableToAct,)).do
TONES = {
    "confirmed": "good",
    "placed": "warn",
    "waiting": "note",
    "ended": "good",
    "open": "good",
    "draft": "note",
    "cancelled": "bad",
    "withdrawn": "",
}
MOST_DIGITS = 9


def base(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What every page knows."""
    scope, now = scope_of(request), clock_now()
    return {
        "tab": tab,
        "now": now,
        "today": timezone.localdate(now),
        "may_keep": may(scope, Can.KEEP_ACTIVITIES),
        "may_roll": may(scope, Can.CALL_ROLL),
        "may_own": may(scope, Can.ORDER_OWN),
        "may_order": may(scope, Can.ORDER_SERVICES),
        "may_figures": may(scope, Can.READ_FIGURES),
    }


def entry_words(name: str, key: str) -> str:
    found = lists.entries(name).get(key)
    return named(found) if found else key


def choices(name: str) -> list[tuple[str, str]]:
    return [(key, named(one)) for key, one in lists.entries(name).items()]


def slot_words(slots: Iterable[dict[str, Any]]) -> str:
    """周二 09:00–10:30."""
    held = (f"{gettext(WEEKDAYS[one['weekday'] - 1])} {one['begins']}–{one['ends']}" for one in slots)
    return joined(held)


def shown(row: Any, now: datetime) -> dict[str, Any]:
    """One offering in words."""
    today = timezone.localdate(now)
    is_course = row.kind == enums.Kind.COURSE
    return {
        "row": row,
        "kind": gettext(enums.Kind.of(row.kind).label),
        "subject": entry_words("subjects", row.subject) if row.subject else "",
        "when": slot_words(row.slots) if is_course else "",
        "is_course": is_course,
        "state": gettext(enums.Standing.of(row.state).label),
        "tone": TONES.get(row.state, ""),
        "is_open": row.is_open_on(today),
        "is_early": today < row.enrol_from,
        "left": row.left,
        "effort": entry_words("efforts", row.route.effort) if row.route else "",
    }


def shown_all(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    return [shown(row, now) for row in rows]


def enrolment_words(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "state": gettext(lifecycle.state(row.state).label),
        "tone": TONES.get(row.state, ""),
        "leaving": gettext(enums.Leaving.of(row.leaving).label) if row.leaving else "",
        "is_open": row.closed_at is None,
        "owes": row.state == "placed",
    }


def notice_words(row: Any) -> dict[str, Any]:
    return {"row": row, "kind": gettext(enums.Told.of(row.kind).label), "offering": row.enrolment.offering}


def time_of(told: str) -> time | None:
    try:
        return time.fromisoformat(told).replace(tzinfo=None)
    except ValueError:
        return None


def number_of(told: str, most: int = MOST_DIGITS) -> int | None:
    """Plain digits; None for anything else."""
    text = told.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most else None


def fen_of(told: str) -> int | None:
    """Typed yuan such as 120 or 120.50 as fen; nothing typed is nothing."""
    whole, dot, rest = (told.strip() or "0").partition(".")
    yuan, cents = number_of(whole, 7), number_of(rest.ljust(2, "0")) if rest else 0
    if yuan is None or cents is None or len(rest) > 2 or (dot and not rest):
        return None
    return yuan * 100 + cents
