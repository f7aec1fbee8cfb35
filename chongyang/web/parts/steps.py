"""Steps of an answer in words: conditions, sums of money, areas; never the unit that the engine counts in."""

import re
from typing import Any

from django.utils.translation import gettext

from chongyang.web.parts.templatetags.moments import money

IN_FEN, IN_HUNDREDTHS = "（分）", "（百分之一平方米）"
LAST_BRACKET = re.compile(r"\s*[（(][^（()）]*[）)]$")
"""The unit, in whichever language."""
HUNDRED = 100


def label_of(label: str) -> str:
    """The label without the unit that the engine counts in."""
    said = gettext(label)
    return LAST_BRACKET.sub("", said) if label.endswith((IN_FEN, IN_HUNDREDTHS)) else said


def value_of(kind: str, label: str, value: Any) -> str:
    """成立, ¥100,000.00, 150.00 平方米; what is not known says so."""
    if value is None:
        return gettext("还不知道")
    if kind == "condition":
        return gettext("成立") if value else gettext("不成立")
    if kind == "amount" or label.endswith(IN_FEN):
        return money(int(value))
    if label.endswith(IN_HUNDREDTHS):
        return gettext("%(area)s 平方米") % {"area": f"{value / HUNDRED:,.2f}"}
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return f"{value:,}" if isinstance(value, int | float) else gettext(str(value))
