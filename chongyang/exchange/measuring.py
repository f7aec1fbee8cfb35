"""What this room lets be counted (`core.measuring`): questions that departments asked."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

ASKED = "at >= %(first_at)s AND at < %(until_at)s"

MEASURES = (Measure("exchange.questions", N_("部门按协议查询"), N_("次"), "exchange_question", ASKED),)
