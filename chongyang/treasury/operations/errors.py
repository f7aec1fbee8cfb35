"""What the treasury refuses, and why: Chinese source texts, by field."""

from collections.abc import Mapping

from django.utils.translation import gettext

from chongyang.core.words import N_

OVER = N_("超出预算：可用指标不足，没有安排付款。")
NO_BUDGET = N_("没有这一出资方、资金和年度的预算。")
CLOSED = N_("该年度已经结转，不能再安排付款。")
TWICE = N_("同一收款人同一事项在同一期间已有付款，不能重复支付。")
SAME_KEY = N_("同一编号已有内容不同的付款，请核对。")
NOT_YET = N_("更正只能针对同一收款人、同一项目、同一事项的付款。")
STARTED = N_("付款已列入批次或已经支付，不能取消。")


NOT_A_COLLEAGUE = N_("只能代本辖区办理付款的同事办理。")


class UnableToDo(Exception):
    """Something told is wrong, or the moment is; `faults` tells why by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("、".join(gettext(fault) for fault in faults.values()))
        self.faults = dict(faults)


class UnableToPay(UnableToDo):
    """A payment that cannot be ordered, released or settled."""


class UnableToBudget(UnableToDo):
    """A line, an allotment, a freeze or a year end that cannot be."""


class UnableToReadFile(UnableToDo):
    """A return file that is none."""
