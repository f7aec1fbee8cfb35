"""Green, yellow, red: a value beside its target, by a rule that anybody can follow."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.computing import has_share
from chongyang.indicators.rules.definitions import TIMES, Indicator
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
    """The number to reach at a level, None where the target has none; of places that each need one, all.

    At a level where `is_own_goal` is false it is the number of the whole city.
    """
    if indicator.each and not has_share(indicator, level):
        return Decimal(indicator.each.at_least)
    if indicator.each or (target.operator == "all" and target.value is None):
        return WHOLE
    if indicator.unit == "%" and target.unit != "%":
        return WHOLE
    return Decimal(str(target.value)) if isinstance(target.value, int | float) else None


def operator_of(indicator: Indicator, target: Target, level: Level) -> str:
    """With which operator a goal is said at a level: what each place needs is `at_least` there; empty before
    the ends of a range, and before the share that a milestone is measured by.
    """
    if indicator.each and not has_share(indicator, level):
        return "from_to" if target.value_to is not None else "at_least"
    return "" if target.operator == "milestone" else target.operator


def is_own_goal(indicator: Indicator, target: Target, level: Level) -> bool:
    """Whether the target's number is for a place of this level: shares, ratios and what each place needs are;
    a number of beds that the whole city promised is no county's, unless the plan names that county alone.
    """
    if level is Level.CITY or indicator.denominator is not None or indicator.unit in TIMES:
        return True
    named_alone = level is Level.UNIT and len(indicator.within) == 1
    return named_alone or indicator.each is not None or bool(target.per)


def light_of(indicator: Indicator, target: Target, level: Level, value: Decimal | None, today: date) -> Light:
    """The light of one place. A milestone is judged in the ledger of duties, not by a number; a number of the
    whole city judges no place below it.
    """
    goal = goal_of(indicator, target, level) if is_own_goal(indicator, target, level) else None
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
