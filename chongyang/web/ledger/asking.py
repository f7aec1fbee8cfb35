"""What a reader asked for, out of the address: a period, a place, words of the lists."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict

from chongyang.core.scopes import Interval, Scope, interval_of
from chongyang.emergency.rules.ledger import By, Choice, Order, Sought
from chongyang.territory.rules import reference
from chongyang.web.ledger.words import KINDS, LEVELS, OUTCOMES, SOURCES

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERIOD = timedelta(days=30)
LONGEST = timedelta(days=3 * 366)
LISTS = {
    "source": SOURCES,
    "level": LEVELS,
    "kind": KINDS,
    "outcome": OUTCOMES,
    "sought": dict(Sought.choices()),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice with the days as the reader wrote them; `until` is the last day."""

    choice: Choice
    since: date
    until: date
    area: str
    by: By
    order: Order

    def query(self, **other: str) -> str:
        """The address of the same choice, some of it changed."""
        words = {name: getattr(self.choice, name) for name in LISTS}
        told = {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "area": self.area,
            "by": self.by.value,
            "order": self.order.value,
            **words,
            **other,
        }
        return urlencode({name: word for name, word in told.items() if word})


def ask(request: HttpRequest, now: datetime) -> Asked:
    """The choice of an address or a form; what makes no sense is left out, so that a page always stands."""
    return read(request.POST if request.method == "POST" else request.GET, now)


def read(words: QueryDict, now: datetime) -> Asked:
    """Days are those of the city's clock; the last one counts whole."""
    today = now.astimezone(SHANGHAI).date()
    until = min(_day(words.get("until"), today), today)
    since = _day(words.get("since"), until - PERIOD + timedelta(days=1))
    since = max(min(since, until), until - LONGEST)
    area = words.get("area", "")
    within = _interval(area)
    chosen = {name: words.get(name, "") for name in LISTS if words.get(name, "") in LISTS[name]}
    choice = Choice(since=_start(since), until=_start(until + timedelta(days=1)), area=within, **chosen)
    by, order = words.get("by", ""), words.get("order", "")
    return Asked(
        choice,
        since,
        until,
        area if within else "",
        By.of(by) if by in set(By) else By.COUNTY,
        Order.of(order) if order in set(Order) else Order.NEWEST,
    )


def of_month(asked: Asked, month: str) -> Asked:
    """The same choice over one month (2026-03); the asked one where that is no month."""
    try:
        first = date.fromisoformat(f"{month[:7]}-01")
    except ValueError:
        return asked
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    choice = replace(asked.choice, since=_start(first), until=_start(last + timedelta(days=1)))
    return replace(asked, choice=choice, since=first, until=last)


def _day(text: str | None, other: date) -> date:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return other


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _interval(code: str) -> Interval | None:
    return interval_of(code) if code.isascii() and code.isdigit() and len(code) in (6, 9) else None


def places_within(reach: Scope) -> list[dict[str, Any]]:
    """The counties within reach with their streets, for the choice of a place."""
    rows = [area for area in reference.load_areas() if area.level in ("county", "street")]
    held = [area for area in rows if _touches(area.code, reach)]
    counties = [area for area in held if area.level == "county"]
    return [
        {
            "code": county.code,
            "name": county.name,
            "streets": [area for area in held if area.level == "street" and area.code[:6] == county.code],
        }
        for county in counties
    ]


def _touches(code: str, reach: Scope) -> bool:
    first, last = interval_of(code)
    return reach.system or any(first <= end and start <= last for start, end in reach.intervals)
