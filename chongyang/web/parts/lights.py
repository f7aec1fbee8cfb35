"""Values of indicators and their goals in words, and the tone of a light; for every desk that shows them."""

from decimal import Decimal

from django.utils.translation import gettext

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.computing import measured_in
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.lights import Light, goal_of, is_own_goal, operator_of
from chongyang.policy.rules.promises import OPERATORS, Target
from chongyang.web.parts.figures import figure_of, with_unit

TONES = {Light.GREEN: "good", Light.YELLOW: "warn", Light.RED: "bad", Light.GREY: "note"}
NOT_KNOWN = "–"


def words_of(indicator: Indicator, level: Level, number: Decimal | None) -> str:
    """71.3%, 40.2 张, – where it is not known."""
    if number is None:
        return NOT_KNOWN
    unit, decimals = measured_in(indicator, level)
    return with_unit(f"{number:,.{decimals}f}", unit)


def goal_words(indicator: Indicator, target: Target, level: Level) -> str:
    """不低于 40 张; 3–5 家; below the city, of a number that it alone has to reach: 全市 不低于 3,000 张."""
    goal, unit = goal_of(indicator, target, level), measured_in(indicator, level)[0]
    operator = operator_of(indicator, target, level)
    words = figure_of(goal, unit)
    if goal is None:
        words = gettext(OPERATORS[target.operator])
    elif operator == "about":
        words = gettext("%(goal)s左右") % {"goal": words}
    elif operator == "from_to":
        words = figure_of(goal, unit, target.value_to if goal == target.value else None)
    elif operator:
        words = f"{gettext(OPERATORS[operator])} {words}"
    return words if is_own_goal(indicator, target, level) else f"{gettext('全市')} {words}"
