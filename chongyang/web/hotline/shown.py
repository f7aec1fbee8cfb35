"""What the lists and papers show: people covered, moments as people write them, late ones said to be late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.identifiers import mask_name as cover
from chongyang.core.lifecycles import registry as tables
from chongyang.core.queries import cases
from chongyang.core.scopes import Scope
from chongyang.hotline import queries
from chongyang.hotline.rules.care_calls import today
from chongyang.hotline.rules.orders import BY_DIRECTION
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline.words import ASKED, FIRST, Ask


def counts_of(scope: Scope, topic: str, now: datetime) -> dict[str, int]:
    """How many are open and late under one tab."""
    if topic == "orders":
        return queries.count_orders(scope, now)
    if topic == "follow_ups":
        return queries.count_follow_ups(scope, now)
    if topic == "complaints":
        return queries.count_complaints(scope, now)
    if topic == "care_calls" and may(scope, Can.CARE_CALLS):
        days = queries.count_by_street(scope, today(now))
        return {"open": sum(day.left for day in days), "late": 0}
    return {"open": 0, "late": 0}


def names_of(scope: Scope, persons: Iterable[UUID | None]) -> dict[UUID, str]:
    """Covered names of those within reach."""
    found: dict[UUID, str] = {}
    for person in {one for one in persons if one}:
        try:
            found[person] = cover(registry.access_elder(scope, person).name)
        except registry.NotFound:
            continue
    return found


def state_of(lifecycle: str, state: str) -> str:
    """The state's word."""
    return tables.get(lifecycle).state(state).label


def tone_of(row: Any, now: datetime, done: tuple[str, ...]) -> str:
    """Green when done, red when late, amber on the last day."""
    if row.state in done:
        return "good"
    left = (row.due_at - now).total_seconds()
    return "bad" if left < 0 else "warn" if left < 86400 else ""


def lifecycle_of(row: Any) -> str:
    """An order's table is that of its direction."""
    return BY_DIRECTION[row.direction].name


def steps_of(scope: Scope, paper: UUID) -> list[dict[str, Any]]:
    """The timeline of a paper's case."""
    rows = cases.list_steps(scope, paper)
    names = territory.names_of(row.actor_account for row in rows if row.actor_account)
    return [
        {
            "label": _action_word(row),
            "at": row.at,
            "who": names.get(row.actor_account, "") if row.actor_account else "",
            "detail": row.reason,
            "state": "bad" if row.action in ("escalate", "overdue", "refused", "return") else "done",
        }
        for row in rows
    ]


def _action_word(row: Any) -> str:
    if row.action == "open":
        return gettext("登记")
    table = tables.get(row.case.lifecycle, row.case.version)
    return gettext(table.action(row.action).label)


def actions_of(scope: Scope, paper: UUID, asked: dict[str, tuple[Ask, ...]] = ASKED) -> list[dict[str, Any]]:
    """What may be done now, the usual first; each with what it asks for."""
    case = cases.access_case(scope, paper)
    if case is None:
        return []
    offered = [
        {
            "name": action.name,
            "label": action.label,
            "asks": asked.get(action.name, ()),
            "kind": "primary" if action.name in FIRST else "",
        }
        for action in cases.list_actions(scope, case)
        if action.name != "extend"
    ]
    return sorted(offered, key=lambda one: one["kind"] != "primary")


def with_first(actions: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The actions with the one of this name in front, because what happened asks for it."""
    return sorted(actions, key=lambda one: one["name"] != name) if name else actions


def bar_of(scope: Scope, now: datetime) -> dict[str, Any]:
    """The bar of the day: all of it, then street by street, those with most left first."""
    days = queries.count_by_street(scope, today(now))
    rows = sorted(days, key=lambda day: -day.left)
    return {
        "days": [{"day": day, "name": territory.area_name(day.area)} for day in rows],
        "total": sum(day.total for day in days),
        "ended": sum(day.ended for day in days),
        "missed": sum(day.missed for day in days),
        "needs": sum(day.needs for day in days),
    }
