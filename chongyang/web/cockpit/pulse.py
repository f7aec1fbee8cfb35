"""The live strip: how many incidents are open by state, and since when the oldest waits unanswered."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Interval, Scope
from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.registry.permissions import can_read
from chongyang.territory.rules.small_cells import LEAST
from chongyang.web.cockpit.places import is_whole_city
from chongyang.web.parts import live

STATES = (
    ("open", N_("待受理"), "bell", "bad"),
    ("acknowledged", N_("已受理"), "phone", "warn"),
    ("understood", N_("已研判"), "info", "warn"),
    ("dispatching", N_("派单中"), "people", "warn"),
    ("assigned", N_("已接单"), "person", "note"),
    ("arrived", N_("已到达"), "home", "note"),
    ("resolved", N_("已处置"), "check", "good"),
)
LATE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Strip(live.Source):
    """Hears of every incident within the areas of the reach, which the reader's own scope may lack."""

    areas: tuple[Interval, ...] = ()

    def concerns(self, word: live.Word, scope: Scope) -> bool:
        return word.topic == self.topic and any(first <= word.area <= last for first, last in self.areas)


def strip_of(reach: Scope) -> Strip:
    """The source of a reach; its areas are the key, so that only readers of the same areas share it."""
    return Strip(
        "strip", "incidents", lambda _scope: render_strip(reach), str(reach.intervals), reach.intervals
    )


def strip_context(reach: Scope) -> dict[str, Any]:
    """What the strip's template needs."""
    with enter(reach):
        pulse = emergency.get_pulse(reach)
    now, hides = clock_now(), not can_read(reach) and not is_whole_city(reach)
    return {
        "now": now,
        "total": _shown(sum(pulse.states.values()), hides),
        "states": [_state(*state, pulse.states, hides) for state in STATES],
        "waiting_since": None if hides else pulse.waiting_since,
        "late": LATE_SECONDS,
    }


def render_strip(reach: Scope) -> str:
    return render_to_string("cockpit/cockpit_strip.html", strip_context(reach))


def _state(code: str, word: str, icon: str, tone: str, states: dict[str, int], hides: bool) -> dict[str, Any]:
    number = states.get(code, 0)
    return {"word": word, "icon": icon, "tone": tone if number else "", "number": _shown(number, hides)}


def _shown(number: int, hides: bool) -> int | None:
    """None stands for fewer than five, where a county is small enough to guess who it was."""
    return None if hides and 0 < number < LEAST else number
