"""Values of a decision in words: conditions, sums of money, areas."""

import re
from typing import Any

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.policy.rules.asking import Explained
from chongyang.web.parts.templatetags.moments import money

PERIODS = {"once": N_("一次性"), "month": N_("每月"), "year": N_("每年")}
FUNDS = {
    "general_budget": N_("一般公共预算"),
    "special_fund": N_("专项资金"),
    "lottery": N_("福利彩票公益金"),
}
LEVELS = {"city": N_("市级财政"), "county": N_("县（市、区）财政"), "street": N_("街道（乡镇）")}
ANSWERS = {"yes": N_("可以享受"), "no": N_("不符合条件"), "probably": N_("可能可以，还缺资料")}
TONES = {"yes": "good", "no": "bad", "probably": "warn"}
IN_FEN, IN_HUNDREDTHS = "（分）", "（百分之一平方米）"
UNIT = re.compile(r"\s*[（(][^（()）]*[)）]$")
HUNDRED = 100


def label_of(step: Explained) -> str:
    """The step's label without the unit that the engine counts in."""
    label = gettext(step.label)
    return UNIT.sub("", label) if step.label.endswith((IN_FEN, IN_HUNDREDTHS)) else label


def value_of(step: Explained) -> str:
    """成立, ¥100,000.00, 150 平方米; unknown where an input is missing."""
    value: Any = step.value
    if value is None:
        return gettext("还不知道")
    if step.kind == "condition":
        return gettext("成立") if value else gettext("不成立")
    if step.kind == "amount" or step.label.endswith(IN_FEN) or step.name.endswith("_fen"):
        return str(money(int(value)))
    if step.label.endswith(IN_HUNDREDTHS):
        return gettext("%(area)s 平方米") % {"area": f"{value / HUNDRED:,.2f}"}
    return f"{value:,}" if isinstance(value, int | float) else str(value)
