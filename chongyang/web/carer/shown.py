"""What the phone is given: the day's visits, what stands against its word, answers to its entries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.core.lifecycles.registry import states_of
from chongyang.core.scopes import Scope
from chongyang.scheduling import queries as scheduling
from chongyang.scheduling.rules import rostering
from chongyang.services.rules import catalogue
from chongyang.visits import queries
from chongyang.visits.enums import Conflict, Kind
from chongyang.visits.operations import Contested, Kept, Refused
from chongyang.visits.queries import DayVisit

ORDER = "orders.order"


def day_of(scope: Scope, visits: Sequence[DayVisit], now: datetime) -> dict[str, Any]:
    """All that the phone keeps of a day."""
    return {
        "on": queries.today(now).isoformat(),
        "account": str(scope.actor.account),
        "visits": [visit_of(one) for one in visits],
        "week": week_of(scope, now),
        "late": [str(row.order) for row in queries.list_missed(scope)],
        "contested": [contested_of(row) for row in queries.list_contested(scope, now=now)],
    }


def week_of(scope: Scope, now: datetime) -> list[dict[str, str]]:
    """Her published shifts from today on, for a fortnight."""
    kinds = rostering.load().shifts
    return [
        {
            "day": row.day.isoformat(),
            "from_at": row.from_at.isoformat(),
            "to_at": row.to_at.isoformat(),
            "label": in_language(kinds[row.kind]) if row.kind in kinds else row.kind,
        }
        for row in scheduling.own_shifts(scope, since=queries.today(now))
    ]


def visit_of(one: DayVisit) -> dict[str, Any]:
    return {
        "order": str(one.order),
        "number": one.number,
        "item": item_name(one.item),
        "state": one.state,
        "planned_at": one.planned_at.isoformat(),
        "from_at": one.from_at.isoformat(),
        "to_at": one.to_at.isoformat(),
        "minutes": one.minutes,
        "name": one.name,
        "place": one.place,
        "access_note": "" if one.access_note and one.access_note in one.place else one.access_note,
        "phone": one.phone,
        "note": one.note,
        "longitude": one.longitude,
        "latitude": one.latitude,
        "steps": [{"key": step.key, "label": in_language(step)} for step in one.steps],
        "steps_done": list(one.steps_done),
        "told": dict(one.told),
        "times": {name: at.isoformat() for name, at in one.times.items()},
    }


def in_language(named: catalogue.Item | catalogue.Step | rostering.Kind) -> str:
    """A name of the catalogue, which has both languages."""
    return named.english if (get_language() or "").startswith("en") else named.label


def item_name(key: str) -> str:
    held = catalogue.items().get(key)
    return in_language(held) if held else key


def step_name(item: str, key: str) -> str:
    """A step of an item; one that the catalogue knows no more by its key."""
    held = catalogue.items().get(item)
    step = held.step(key) if held else None
    return in_language(step) if step else key


def state_name(state: str) -> str:
    return gettext(states_of(ORDER).get(state, state))


def contested_of(row: Any) -> dict[str, Any]:
    """Both values: what the phone said and what stood here."""
    ours: Mapping[str, Any] = row.ours
    return {
        "number": row.visit.number,
        "what": gettext(Kind.of(row.kind).label),
        "why": gettext(Conflict.of(row.conflict).label),
        "at": row.happened_at.isoformat(),
        "ours_at": ours.get("at", ""),
        "ours_state": state_name(str(ours.get("state", ""))),
    }


def answer_of(one: Kept | Contested | Refused) -> dict[str, Any]:
    if isinstance(one, Refused):
        return {"sequence": one.sequence, "result": "refused", "reason": gettext(one.reason)}
    if isinstance(one, Contested):
        told = {"why": one.why.value, "ours": dict(one.ours), "theirs": dict(one.theirs)}
        return {"sequence": one.sequence, "result": "contested", **told}
    return {"sequence": one.sequence, "result": "kept", "again": one.again}
