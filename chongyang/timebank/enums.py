"""Words of the time bank."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Help(Labelled):
    """What a volunteer did, or an elder asks for."""

    COMPANY = "company", N_("陪伴聊天")
    ERRAND = "errand", N_("跑腿代办")
    CLEANING = "cleaning", N_("打扫整理")
    DOCTOR = "doctor", N_("陪同就医")
    MEAL = "meal", N_("送餐")
    LESSON = "lesson", N_("教学活动")
    PUBLIC = "public", N_("公益活动")


class Kind(Labelled):
    """What happened to minutes. Entries are never edited."""

    EARNED = "earned", N_("存入")
    RECEIVED = "received", N_("收到转让")
    HELD = "held", N_("预约占用")
    RELEASED = "released", N_("预约退回")
    SPENT = "spent", N_("已使用")
    GIVEN = "given", N_("转让他人")
    EXPIRED = "expired", N_("到期")
    ADDED = "added", N_("更正增加")
    TAKEN = "taken", N_("更正减少")


class Standing(Labelled):
    TOLD = "told", N_("待确认")
    CONFIRMED = "confirmed", N_("已确认")
    REFUSED = "refused", N_("未确认")


class Booked(Labelled):
    HELD = "held", N_("等志愿者")
    SPENT = "spent", N_("已完成")
    RELEASED = "released", N_("已取消")


class Offered(Labelled):
    OFFERED = "offered", N_("等对方同意")
    ACCEPTED = "accepted", N_("已转让")
    DECLINED = "declined", N_("对方不同意")
    WITHDRAWN = "withdrawn", N_("已撤回")
    LAPSED = "lapsed", N_("逾期退回")


CREDITS = (Kind.EARNED.value, Kind.RECEIVED.value, Kind.ADDED.value)
COLUMNS = {
    Kind.EARNED: "earned",
    Kind.RECEIVED: "received",
    Kind.SPENT: "spent",
    Kind.GIVEN: "given",
    Kind.EXPIRED: "expired",
    Kind.ADDED: "earned",
    Kind.TAKEN: "taken",
}
"""Which counter of the account an entry raises; `held` and `released` move `held`."""
