"""What the plan promises, of the place that a cockpit shows: kept values of indicators beside live figures.

A number that both know stands once: the live one in the figure, the one of the period's end here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from chongyang.core.scopes import Scope
from chongyang.indicators import queries as indicators
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.lights import Light, light_of, worst
from chongyang.indicators.rules.places import Place, load_places
from chongyang.indicators.rules.small import is_only_in_tables
from chongyang.policy.rules.promises import Target, load_targets
from chongyang.registry.permissions import can_read
from chongyang.web.cockpit.figures import Figure
from chongyang.web.parts.lights import TONES, words_of
from chongyang.web.parts.trends import Trend, small_trend

ORDER = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)
MOST = 12


@dataclass(frozen=True, slots=True)
class Goal:
    """An indicator's newest value in a place, with its light and course."""

    key: str
    label: str
    words: str
    period: str
    place: str
    light: Light
    spark: Trend | None

    @property
    def tone(self) -> str:
        return TONES[self.light]


@dataclass(frozen=True, slots=True)
class Goals:
    """The worst of a place's goals, how many show each light, and the kept value beside the chosen figure."""

    place: str
    first: tuple[Goal, ...]
    lights: tuple[tuple[str, str, int], ...]
    beside: Goal | None


def goals_of(reach: Scope, place: str, figure: Figure | None, today: date) -> Goals:
    """One statement, however many indicators there are."""
    held = load_places(today)[place]
    rows = {row.key: row for row in in_force(today) if held.level in row.levels}
    courses = indicators.courses_of(reach, place, sorted(rows))
    targets = {target.id: target for target in load_targets()}
    hides = not can_read(reach)
    told = {
        key: _goal(rows[key], held, course, targets, today)
        for key, course in courses.items()
        if not (hides and is_only_in_tables(rows[key], held.level))
    }
    judged = [goal for key, goal in told.items() if rows[key].targets]
    worst_first = sorted(judged, key=lambda goal: (ORDER.index(goal.light), goal.key))
    lights = tuple(
        (light.label, TONES[light], sum(goal.light is light for goal in judged)) for light in ORDER
    )
    return Goals(place, tuple(worst_first[:MOST]), lights, told.get(figure.indicator) if figure else None)


def _goal(
    indicator: Indicator, place: Place, course: Sequence[Any], targets: Mapping[str, Target], today: date
) -> Goal:
    newest = course[-1]
    judged = (
        light_of(indicator, targets[name], place.level, newest.value, today) for name in indicator.targets
    )
    label = indicator.english if get_language() == "en" else indicator.label
    words = words_of(indicator, place.level, newest.value)
    spark = small_trend(indicator, course)
    return Goal(indicator.key, label, words, newest.period, place.key, worst(judged), spark)
