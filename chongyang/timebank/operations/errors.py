"""What the time bank refuses, and why: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

TOO_YOUNG = N_("未满规定年龄，不能开户存时间。")
BIRTH = N_("请填写出生日期。")
HAS_ONE = N_("已经开过户了。")
NOT_WHOLE = N_("请按一刻钟的整数倍填写时间。")
DAY = N_("日期应在今天或以前，并在规定的补报期限以内。")
COMING = N_("请选择今天或以后的日期。")
HELP = N_("请选择帮助的种类。")
DAY_FULL = N_("超过了每天可存的时间。")
MONTH_FULL = N_("超过了每月可存的时间。")
FULL = N_("超过了账户可存的时间。")
GIVEN_FULL = N_("超过了每年可转让的时间。")
NOT_ENOUGH = N_("可用的时间不够。")
DECIDED = N_("这一件已经办过了。")
ANOTHER = N_("须由另一个人办理，不能自己确认自己的。")
REASON = N_("请写明理由。")
NOBODY = N_("没有这个账户，请核对户号。")
SELF = N_("不能转给自己。")
ORDER = N_("这份订单不是由这位志愿者做完的，或者已经记过。")
BOOKING = N_("这个预约已经有人做了，或者已经取消。")


class UnableToBank(Exception):
    """`reason` is a Chinese source sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(gettext(reason))
        self.reason = reason
