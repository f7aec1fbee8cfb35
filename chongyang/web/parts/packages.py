"""Several services at once: chosen with the finger, one window, the price of each, then all or none of them.

The elder's page and the service desk show the same form, each in its own frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.orders import operations
from chongyang.orders.rules.times import Window, first_items, windows_of
from chongyang.services.rules import catalogue
from chongyang.web.parts import ordered
from chongyang.web.parts.doing import said

MOST, NOTE, SHORTEST = 8, 200, 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen so far; what is not readable is as if not chosen."""

    items: tuple[str, ...]
    window: Window | None

    @property
    def is_whole(self) -> bool:
        return len(self.items) > 1 and self.window is not None


def read(given: QueryDict, now: datetime) -> Chosen:
    """The items in the order of the page, and a window that is long enough for all of them together."""
    known = catalogue.items()
    items = tuple(key for key in dict.fromkeys(given.getlist("item")) if key in known)[:MOST]
    minutes = sum(known[key].minutes for key in items) or SHORTEST
    zone = timezone.get_default_timezone()
    found = next((one for one in windows_of(SHORTEST, now, zone) if one.key == given.get("window", "")), None)
    if found is None:
        return Chosen(items, None)
    until = max(found.to_at, found.from_at + timedelta(minutes=minutes))
    return Chosen(items, Window(found.from_at, until))


def context_of(request: HttpRequest, person: UUID, channel: str) -> dict[str, Any]:
    """What the form shows; once something is chosen, each line with who comes for how much."""
    now = clock_now()
    chosen = read(request.POST if request.method == "POST" else request.GET, now)
    told = chosen.items if chosen.is_whole else ()
    return {
        "first": [_tile(key, chosen) for key in first_items() if key in catalogue.items()],
        "others": [_kind(kind, chosen) for kind in ordered.kinds_with_items()],
        "more_open": any(key not in first_items() for key in chosen.items),
        "days": ordered.by_day(windows_of(SHORTEST, now, timezone.get_default_timezone())),
        "chosen": chosen,
        "lines": [_line(request, person, key, chosen, channel) for key in told],
        "is_short": bool(chosen.items) and not chosen.is_whole,
        "word": request.POST.get("key") or str(new_key()),
    }


def _tile(key: str, chosen: Chosen) -> dict[str, Any]:
    return {"key": key, "label": ordered.item_words(key), "on": key in chosen.items}


def _kind(kind: Mapping[str, Any], chosen: Chosen) -> dict[str, Any]:
    tiles = [_tile(key, chosen) for key, _ in kind["entries"] if key not in first_items()]
    return {"label": kind["label"], "tiles": tiles}


def _line(request: HttpRequest, person: UUID, key: str, chosen: Chosen, channel: str) -> dict[str, Any]:
    """One item with the best offer; nothing offered is told as such, the desk then looks for somebody."""
    assert chosen.window is not None
    wanted = operations.wanted_for(person, key, chosen.window.from_at, chosen.window.to_at, channel)
    told = {"item": ordered.item_words(key), "quote": None, "problem": ""}
    try:
        quotes = operations.quote(wanted=wanted, **said(request))
    except operations.UnableToOrder as refused:
        return told | {"problem": gettext(refused.reason)}
    return told | {"quote": quotes[0] if quotes else None}


def place(request: HttpRequest, person: UUID, channel: str) -> bool:
    """All of them, or none and why; whether they were placed. The same word again is the same package."""
    chosen = read(request.POST, clock_now())
    if not chosen.is_whole or chosen.window is None:
        messages.warning(request, gettext("请至少选两项服务，再选时间。"))
        return False
    times: dict[str, Any] = {"from_at": chosen.window.from_at, "to_at": chosen.window.to_at}
    word, note = request.POST.get("key", "")[:60], request.POST.get("note", "")[:NOTE]
    told: dict[str, Any] = {"key": word, "note": note, **said(request)}
    lines = [operations.Line(item=key, **times) for key in chosen.items]
    try:
        operations.create_package(person=person, lines=lines, channel=channel, **told)
    except operations.UnableToOrder as refused:
        messages.error(request, gettext(refused.reason))
        return False
    messages.success(request, gettext("%(n)s 项服务一起预约好了。") % {"n": len(lines)})
    return True
