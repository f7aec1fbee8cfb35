"""Values of indicators in words, and the tone of a light; for every desk that shows them."""

from decimal import Decimal

from django.utils.translation import gettext

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.computing import measured_in
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.lights import Light

TONES = {Light.GREEN: "good", Light.YELLOW: "warn", Light.RED: "bad", Light.GREY: "note"}
NOT_KNOWN = "–"


def words_of(indicator: Indicator, level: Level, number: Decimal | None) -> str:
    """71.3%, 40.2 张, – where it is not known."""
    if number is None:
        return NOT_KNOWN
    unit, decimals = measured_in(indicator, level)
    text = f"{number:,.{decimals}f}"
    return f"{text}{unit}" if unit in ("%", "‰") else f"{text} {gettext(unit)}"
