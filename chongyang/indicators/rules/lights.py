"""Green, yellow, red: a value beside its target, by a rule that anybody can follow."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.computing import has_share
from chongyang.indicators.rules.definitions import Indicator
from chongyang.policy.rules.promises import Target

WHOLE = Decimal(100)
SOFT = ("about", "basically", "strive")
"""Operators that leave something to judge: a miss is for people, so it is yellow and never red."""


class Light(Labelled):
    """How a value stands to its target."""

    GREEN = "green", N_("已达到")
    YELLOW = "yellow", N_("推进中")
    RED = "red", N_("到期未达到")
    GREY = "grey", N_("无法判断")


def goal_of(indicator: Indicator, target: Target, level: Level) -> Decimal | None:
    """The number to reach at a level, None where the target has none; of places that each need one, all."""
    if has_share(indicator, level) or (target.operator == "all" and target.value is None):
        return WHOLE
    if indicator.unit == "%" and target.unit != "%":
        return WHOLE
    return Decimal(str(target.value)) if isinstance(target.value, int | float) else None


def light_of(indicator: Indicator, target: Target, level: Level, value: Decimal | None, today: date) -> Light:
    """The light of one place. A milestone is judged in the ledger of duties, not by a number."""
    goal = goal_of(indicator, target, level)
    if value is None or goal is None or target.operator == "milestone":
        return Light.GREY
    if _is_reached(target.operator, value, goal):
        return Light.GREEN
    late = today > (target.by or target.by_inferred)
    return Light.RED if late and target.operator not in SOFT else Light.YELLOW


def worst(lights: Iterable[Light]) -> Light:
    """The one that is told where there are several."""
    order = (Light.RED, Light.YELLOW, Light.GREEN)
    found = set(lights)
    return next((light for light in order if light in found), Light.GREY)


def _is_reached(operator: str, value: Decimal, goal: Decimal) -> bool:
    if operator == "more_than":
        return value > goal
    return value <= goal if operator == "at_most" else value >= goal
