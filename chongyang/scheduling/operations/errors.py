"""What scheduling refuses, in words: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

NO_ORDERS = N_("这一天没有已接单的上门服务，不用排。")
IS_PAST = N_("这一天已经过去，不能再排。")
TOO_LARGE = N_("计算时间须在 1 到 %(most)s 秒之间。")
BROKEN = N_("排出的结果没有通过核对（%(rules)s），没有保存。")
NOT_DRAFT = N_("只有草稿可以发布；请先重新排班。")
CHANGED = N_("有了更新的一版，请看新的。")
NOT_NOW = N_("已经出门或做完的不能再改。")
NOTHING = N_("请选护理员，或填时间，至少一项。")
ONE_EACH = N_("这项服务需要 %(people)s 人，请各选一位不同的护理员。")
OUTSIDE = N_("开始和结束都须在约定的时间段内（%(first)s 到 %(last)s）。")
NOT_IN_PLAN = N_("这一单不在这一版排班里，请先重新排班。")
UNKNOWN_REASON = N_("请选择原因。")
OTHER_PROVIDER = N_("这位护理员不是接单服务商的人。")
TRAVEL = N_("来不及：她从上一家赶过来，或赶去下一家、下班回去的时间不够。")
TWO_PLACES = N_("她那个时间在另一家，不能同时在两处。")
PAUSE = N_("这样她就没有休息时间了。")
WORK = N_("这样她一天的工作时间就超过上限了。")
TOGETHER = N_("两位护理员须同时到。")
HOLDS_NO = N_("不符合排班规则（%(rule)s）。")
FAULTS = {
    "travel": TRAVEL,
    "shift": TRAVEL,
    "pause_overlaps": PAUSE,
    "pause_missing": PAUSE,
    "pause_window": PAUSE,
    "work": WORK,
    "together": TOGETHER,
}


class UnableToPlan(Exception):
    """`reason` is a Chinese source sentence that `words` fill; `field` where it belongs on a form."""

    def __init__(self, reason: str, *, field: str = "", **words: object) -> None:
        super().__init__(gettext(reason) % words if words else gettext(reason))
        self.reason, self.field = reason, field
