"""What settling refuses, and why: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

NOT_OVER = N_("这个月还没有过完，不能结算。")
NO_LINE = N_("这张结算单里没有这一次服务。")
NOTHING_OFF = N_("这一次服务没有扣减，不用提出异议。")
TEXT = N_("请写明理由。")
DECIDED = N_("这条异议已经答复过了。")
OPEN_OBJECTIONS = N_("还有没答复的异议。")
CHANGED = N_("结算单与逐次记录对不上，请重新核对。")
NO_BUDGET = N_("预算不够或没有安排，不能审定：%(why)s")
NOTHING_TO_PAY = N_("这张结算单没有要付的钱。")


class UnableToSettle(Exception):
    """`reason` is a Chinese source sentence; `words` fill it."""

    def __init__(self, reason: str, **words: str) -> None:
        super().__init__(gettext(reason) % words if words else gettext(reason))
        self.reason = reason
