"""How the desk says things: areas to choose from, kinds, states, what runs out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from chongyang.core.lifecycles import registry
from chongyang.core.words import N_
from chongyang.services.enums import ProviderKind, ProviderState
from chongyang.services.rules import catalogue
from chongyang.territory import queries as territory
from chongyang.web.parts.lists import joined
from chongyang.workforce.queries import told, told_skill
from chongyang.workforce.rules import skills

TONES = {
    "in_force": "good",
    "suspended": "bad",
    "leaving": "warn",
    "exited": "",
    "admitted": "good",
    "refused": "bad",
    "returned": "warn",
    "passed": "good",
    "failed": "bad",
    "mending": "warn",
    "draft": "",
    "taken_back": "",
}
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def state_of_provider(row: Any) -> dict[str, str]:
    return {"label": gettext(ProviderState.of(row.state).label), "tone": TONES[row.state]}


def kind_word(kind: str) -> str:
    return gettext(dict(ProviderKind.choices()).get(kind, kind))


def state_word(lifecycle: str, state: str) -> str:
    """The word of a case's state; a draft has no case."""
    if state == "draft":
        return gettext("草稿")
    return gettext(registry.get(lifecycle).state(state).label)


def tone_of(state: str) -> str:
    return TONES.get(state, "note")


def kinds() -> list[tuple[str, str]]:
    """Kinds of services by key, as the reader calls them."""
    return [(one.key, told(one)) for one in catalogue.kinds().values()]


def item_word(key: str) -> str:
    found = catalogue.items().get(key)
    return told(found) if found else key


def skill_choices() -> list[tuple[str, str]]:
    return [(one.key, told(one)) for one in skills.skills().values()]


def area_groups(chosen: Iterable[int | str] = ()) -> list[dict[str, Any]]:
    """Counties with their streets, each with its code, first value, name and whether it is chosen."""
    picked = {str(one) for one in chosen}
    groups = []
    for code, first, name, streets in _tree():
        rows = [{"code": c, "first": f, "name": n, "on": picked & {c, str(f)}} for c, f, n in streets]
        own = {"code": code, "first": first, "name": name, "on": bool(picked & {code, str(first)})}
        groups.append({**own, "streets": rows, "open": any(row["on"] for row in rows)})
    return groups


def _tree() -> list[tuple[str, int, str, list[tuple[str, int, str]]]]:
    streets: dict[str, list[tuple[str, int, str]]] = {}
    for row in territory.list_areas("street"):
        streets.setdefault(row.code[:6], []).append((row.code, row.first, row.name))
    return [
        (one.code, one.first, one.name, streets.get(one.code, [])) for one in territory.list_areas("county")
    ]


def place_words(areas: Iterable[int]) -> str:
    """The names of areas, one after another."""
    return joined(territory.area_name(one) for one in areas)


def steps_of(lifecycle: str, steps: list[Any]) -> list[dict[str, Any]]:
    """What was done with a case, for the timeline, the newest last."""
    table = registry.get(lifecycle)
    names = territory.names_of(one.actor_account for one in steps if one.actor_account)
    return [_step(table, one, names) for one in steps]


def _step(table: Any, one: Any, names: dict[Any, str]) -> dict[str, Any]:
    label = gettext(table.action(one.action).label) if table.has_action(one.action) else gettext("提交")
    return {
        "label": label,
        "at": one.at,
        "who": names.get(one.actor_account, gettext("系统") if not one.actor_account else ""),
        "detail": one.reason,
        "state": "done",
    }


def is_late(row: Any, now: datetime) -> bool:
    return bool(row.due_at and row.due_at < now)


def weekdays() -> list[tuple[int, str]]:
    """1 to 7 with their short names."""
    return [(number, gettext(word)) for number, word in enumerate(WEEKDAYS, 1)]


def last_day(until: date | None) -> date | None:
    """The last day of a half-open period, as people say it."""
    return date.fromordinal(until.toordinal() - 1) if until else None


def ending(one: Any) -> dict[str, Any]:
    """A certificate that runs out."""
    return {"row": one, "skill": told_skill(one.skill), "last": last_day(one.valid_to)}
