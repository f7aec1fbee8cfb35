"""Rows as the shift desk shows them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.emergency.rules.defaults import Default, all_defaults
from chongyang.hotline import queries
from chongyang.hotline.rules.levels import LIMITS, Counted, Level, sum_up
from chongyang.territory import queries as territory
from chongyang.web.parts import live
from chongyang.web.shift.words import BREAKS, DOINGS, PURPOSES

HOURS = tuple(range(24))
NOBODY = UUID(int=0)


def targets() -> list[Default]:
    """10, 60 and 180 seconds with their shares: the platform's own, unconfirmed."""
    return [all_defaults()[name] for name in LIMITS]


def measures(level: Level) -> list[dict[str, Any]]:
    """The share within each limit beside what is aimed at."""
    told = []
    for target in targets():
        share = level.share_within(target.value)
        wanted = target.share or 0.0
        told.append(
            {
                "seconds": target.value,
                "share": percent(share),
                "wanted": percent(wanted),
                "is_met": share is None or share >= wanted,
                "is_known": share is not None,
                "label": target.label,
                "source": target.source,
                "confirmed": target.confirmed,
            }
        )
    return told


def percent(share: float | None) -> str:
    """A share for people; a dash where nothing counts. Never rounded up to a hundred."""
    if share is None:
        return "—"
    return f"{int(share * 1000) / 10:.1f}%"


def day_start(now: datetime) -> datetime:
    """Midnight of this day here."""
    local = timezone.localtime(now)
    return datetime.combine(local.date(), time(), local.tzinfo)


def now_context(scope: Scope) -> dict[str, Any]:
    """The line at this moment and today; no person in it."""
    now = clock_now()
    today = list(queries.count_through(scope, day_start(now), now))
    level = all_in_one(today)
    hours = sum_up(today, lambda one: one.hour)
    most = max((one.offered for one in hours.values()), default=0)
    line = queries.live_numbers(scope)
    return {
        "now": now,
        "line": line,
        "seats": [(DOINGS[name], number) for name, number in sorted(line.seats.items())],
        "today": level,
        "measures": measures(level),
        "hours": [_hour(one, hours.get(one, Level()), most) for one in HOURS],
        "seat_rows": seat_rows(scope),
        "talks": talk_rows(scope),
    }


def all_in_one(calls: Iterable[Counted]) -> Level:
    """All calls in one level."""
    return sum_up(calls, lambda one: "").get("", Level())


def _hour(hour: int, level: Level, most: int) -> dict[str, Any]:
    return {"hour": f"{hour:02d}", "offered": level.offered, "abandoned": level.abandoned, "most": most or 1}


def seat_rows(scope: Scope) -> list[dict[str, Any]]:
    """Who is signed on, doing what."""
    rows = queries.list_seats(scope)
    names = territory.names_of([row.account for row in rows])
    return [
        {
            "row": row,
            "name": names.get(row.account, ""),
            "doing": DOINGS[row.doing],
            "reason": BREAKS.get(row.reason, ""),
        }
        for row in rows
    ]


def talk_rows(scope: Scope) -> list[dict[str, Any]]:
    """Who talks with whom, about what, for how long."""
    rows = queries.list_talking(scope)
    names = territory.names_of([row.account for row in rows if row.account])
    return [
        {"row": row, "name": names.get(row.account or NOBODY, ""), "purpose": PURPOSES[row.purpose]}
        for row in rows
    ]


def render_now(scope: Scope) -> str:
    return render_to_string("shift/shift_now.html", now_context(scope))


CALLS = live.Source("line_now", "calls", render_now)


def level_rows(calls: Iterable[Counted], by: str) -> list[dict[str, Any]]:
    """One line for each day, hour, seat or purpose, with the address of its calls."""
    levels = sum_up(calls, lambda one: getattr(one, by))
    names = territory.names_of([_uuid(key) for key in levels if key]) if by == "seat" else {}
    keys = sorted(levels, key=str, reverse=by == "day")
    return [
        {
            "key": key,
            "name": _name(by, key, names),
            "level": levels[key],
            "measures": measures(levels[key]),
            "abandoned_share": percent(levels[key].abandoned_share),
        }
        for key in keys
    ]


def _uuid(key: Any) -> Any:
    return UUID(str(key))


def _name(by: str, key: Any, names: dict[Any, str]) -> str:
    if by == "hour":
        return gettext("%(first)02d:00–%(last)02d:00") % {"first": key, "last": key + 1}
    if by == "purpose":
        return gettext(PURPOSES.get(key, key))
    if by == "seat":
        return names.get(_uuid(key), "") if key else gettext("无人接听")
    return str(key)


def window(days: int, now: datetime) -> tuple[datetime, datetime]:
    """From midnight so many days ago, today included, until now."""
    return day_start(now) - timedelta(days=days - 1), now
