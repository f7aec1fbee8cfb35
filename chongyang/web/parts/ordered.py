"""What pages of several desks say of an order: its item, state, what is late, its time line and money."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from chongyang.core.operations.cases import UnableToStep
from chongyang.core.words import N_
from chongyang.orders import operations, queries
from chongyang.orders.rules import reasons
from chongyang.orders.rules.lifecycle import order as lifecycle
from chongyang.orders.rules.times import Window, windows_of
from chongyang.services.rules import catalogue
from chongyang.territory.enums import Role
from chongyang.web.parts.lists import joined
from chongyang.workforce import queries as workforce

TONES = {
    "disputed": "bad",
    **dict.fromkeys(("created", "refused", "offered", "paused"), "warn"),
    **dict.fromkeys(("accepted", "on_the_way", "arrived", "started"), "note"),
    **dict.fromkeys(("done", "confirmed", "verified", "settled"), "good"),
}
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step; what it refuses is told in words. Whether it was taken."""
    try:
        step()
    except (UnableToStep, operations.UnableToOrder) as refused:
        messages.error(request, gettext(refused.reason))
        return False
    messages.success(request, done)
    return True


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def named(one: Any) -> str:
    """The label of an entry of a data file in the reader's language."""
    return str(one.english if (get_language() or "").startswith("en") else one.label)


def item_words(key: str) -> str:
    """What an item is called; its key where the catalogue no longer has it."""
    try:
        return named(catalogue.item(key))
    except catalogue.UnknownItem:
        return key


def kinds_with_items() -> list[dict[str, Any]]:
    """The catalogue for a choice: each kind with its items."""
    return [
        {"label": named(kind), "entries": [(one.key, named(one)) for one in catalogue.items_of(kind.key)]}
        for kind in catalogue.kinds().values()
    ]


def state_words(state: str) -> str:
    return gettext(lifecycle.state(state).label)


def shown(row: Any, now: datetime, assigned: int | None = None) -> dict[str, Any]:
    """One order for a list or a card."""
    told = {
        "row": row,
        "item": item_words(row.item),
        "state": state_words(row.state),
        "tone": TONES.get(row.state, ""),
        "is_over": row.closed_at is not None,
    }
    if assigned is not None:
        late = queries.late_of(queries.standing_of(row, assigned), now)
        told["late"] = gettext(late.label) if late else ""
    return told


def shown_all(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Orders with what is late and who comes."""
    held = queries.assignments_of([row.id for row in rows])
    names = workforce.names_of(one.carer for ones in held.values() for one in ones)
    return [
        shown(row, now, len(held[row.id]))
        | {"carers": [names.get(one.carer, "") for one in held[row.id]], "comes": held[row.id]}
        for row in rows
    ]


def package_of(scope: Any, row: Any, now: datetime) -> list[dict[str, Any]]:
    """What was ordered together with it."""
    held = queries.list_package(scope, row.package) if row.package else []
    return [shown(other, now) for other in held if other.id != row.id]


def timeline_of(steps: Iterable[Any]) -> list[dict[str, Any]]:
    """The steps of an order as the time line shows them."""
    roles = {one.value for one in Role}
    return [
        {
            "label": _step_label(step),
            "at": step.at,
            "who": gettext(Role(step.actor_role).label) if step.actor_role in roles else gettext("系统"),
            "detail": gettext(step.reason) if step.reason else "",
            "state": "bad" if step.action in ("refuse", "lapse", "dispute", "withdraw", "expire") else "done",
        }
        for step in steps
    ]


def _step_label(step: Any) -> str:
    if step.action == "open":
        return gettext("下单")
    return gettext(lifecycle.action(step.action).label) if lifecycle.has_action(step.action) else step.action


def reasons_for(who: str) -> list[tuple[str, str]]:
    return [(one.key, named(one)) for one in reasons.reasons_for(who)]


def reason_words(key: str) -> str:
    try:
        return named(reasons.reason(key))
    except reasons.UnknownReason:
        return ""


def windows(item: str, now: datetime) -> list[dict[str, Any]]:
    """Days with their windows, for a choice with the finger."""
    minutes = catalogue.item(item).minutes
    return by_day(windows_of(minutes, now, timezone.get_default_timezone()))


def by_day(found: Iterable[Window]) -> list[dict[str, Any]]:
    """Windows under their days."""
    days: dict[Any, list[Window]] = {}
    for one in found:
        days.setdefault(one.from_at.date(), []).append(one)
    return [
        {"day": day, "weekday": gettext(WEEKDAYS[day.weekday()]), "windows": held}
        for day, held in days.items()
    ]


def window_of(key: str, item: str, now: datetime) -> Window | None:
    """The window that an address names, while it is still offered."""
    minutes = catalogue.item(item).minutes
    found = windows_of(minutes, now, timezone.get_default_timezone())
    return next((one for one in found if one.key == key), None)


def plan_words(row: Any) -> str:
    """周一、周四 09:00；每两周."""
    days = joined(gettext(WEEKDAYS[number - 1]) for number in row.weekdays)
    weeks = ""
    if row.every_weeks > 1:
        weeks = gettext("，每 %(weeks)s 周一次") % {"weeks": row.every_weeks}
    return gettext("每%(days)s %(time)s") % {"days": days, "time": f"{row.begins:%H:%M}"} + weeks


def plans_of(scope: Any, persons: Sequence[UUID], today: Any) -> list[dict[str, Any]]:
    """Running plans with their words and the pause that stands or is to come."""
    rows = queries.list_plans(scope, persons)
    pauses = queries.pauses_of(scope, [row.id for row in rows])
    return [
        {
            "row": row,
            "item": item_words(row.item),
            "words": plan_words(row),
            "pause": next((one for one in pauses[row.id] if one.to_on is None or one.to_on > today), None),
        }
        for row in rows
    ]
