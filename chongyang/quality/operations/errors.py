"""What quality refuses, and why: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

STARS = N_("请选一到五颗星。")
NOT_DONE = N_("服务做完以后才能评价。")
ONCE = N_("这次服务已经评价过了，谢谢。")
OWN_PROVIDER = N_("不能评价或处理自己任职单位的服务。")
OUTCOME = N_("请选择老人怎么说。")
CALLED = N_("这次回访已经登记过了。")
TEXT = N_("请写明理由。")
TOO_LATE = N_("申诉期限已过。")
APPEALED = N_("这一项已经提出过申诉。")
ANSWERED = N_("这件申诉已经有决定了。")
SAME_PERSON = N_("申诉须由另一个人决定，不能是提出人，也不能是登记这一项的人。")
DECIDED = N_("这条建议已经有决定了。")


class UnableToJudge(Exception):
    """`reason` is a Chinese source sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(gettext(reason))
        self.reason = reason
