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
NOT_MONDAY = N_("请选择一周（从星期一开始）。")
WEEK_IS_OVER = N_("这一周已经过去，不能再改。")
DAY_IS_OVER = N_("这一天已经过去，不能再改。")
IS_PUBLISHED = N_("已发布的班表不再自动排，请逐格调整。")
NO_DEMAND = N_("这一周没有人手需求，请先计算或填写。")
NOTHING_TO_PUBLISH = N_("还没有排班，不能发布。")
UNKNOWN_SHIFT = N_("请选择班次。")
UNKNOWN_SKILL = N_("没有这项技能。")
OTHER_CARER = N_("这位护理员不是本服务商的人，或这一周不在职。")
NOT_IN_WEEK = N_("请选择这一周里的日期。")
BAD_COUNT = N_("人数须在 0 到 %(most)s 之间。")
NO_SHIFT_THERE = N_("那天没有班，不能固定。")
SAME_CARER = N_("请选两位不同的护理员。")
NOTHING_TO_SWAP = N_("那天两个人的班一样，不用对调。")
IS_PINNED = N_("固定的班不能对调，请先取消固定。")
SHIFT_AWAY = N_("%(carer)s那天不在岗，或不能上这个班。")
SHIFT_REST = N_("%(carer)s两个班之间休息不够 %(hours)s 小时。")
SHIFT_DAYS = N_("%(carer)s连续上班超过 %(days)s 天。")
SHIFT_MINUTES = N_("%(carer)s这一周的工时超过上限。")
SHIFT_TWICE = N_("%(carer)s一天只能上一个班。")
NO_KEY = N_("这把钥匙不在她那里。")
HAS_KEY = N_("她已经有这位老人的钥匙，或正在交给她。")
KEY_ON_ITS_WAY = N_("这把钥匙正在交接，请先等对方确认。")
KEY_TAKEN = N_("这次交接已经确认或取消。")
SAME_HAND = N_("交出的人不能自己确认收到，请由拿到钥匙的人确认。")
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
        self.reason, self.field, self.words = reason, field, words
