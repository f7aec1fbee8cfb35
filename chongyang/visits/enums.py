"""Words of visits: what a phone tells, how a visit stands, and what speaks against it."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Kind(Labelled):
    """What one entry says."""

    SET_OUT = "set_out", N_("出发")
    ARRIVE = "arrive", N_("到达")
    CARD = "card", N_("刷卡或扫码")
    CODE = "code", N_("电话验证码")
    START = "start", N_("开始")
    STEP = "step", N_("完成一步")
    PAUSE = "pause", N_("暂停")
    RESUME = "resume", N_("继续")
    PHOTO = "photo", N_("照片")
    READING = "reading", N_("读数")
    NOTE = "note", N_("说明")
    END = "end", N_("做完")
    SIGN = "sign", N_("老人签名")


class Verdict(Labelled):
    ACCEPTED = "accepted", N_("证据充分")
    BELOW = "below", N_("待核实")
    VERIFIED = "verified", N_("核实通过")
    REJECTED = "rejected", N_("核实不通过")


class Mark(Labelled):
    """What stands against a visit; each is a word on the page."""

    LATE = "late", N_("补传较晚")
    CLOCK = "clock", N_("手机时间不准")
    TWO_PLACES = "two_places", N_("同一时间在两处")
    CONFLICT = "conflict", N_("登记有冲突")
    UNCERTIFIED = "uncertified", N_("护理员证书那天无效")
    NO_END = "no_end", N_("没有结束登记")


class Conflict(Labelled):
    """Why an entry was kept but did not count."""

    WITHDRAWN = "withdrawn", N_("订单已撤销")
    REASSIGNED = "reassigned", N_("已改派他人")
    SAID_BEFORE = "said_before", N_("另一部手机已登记")
    BACKWARDS = "backwards", N_("结束早于开始")
    OUT_OF_ORDER = "out_of_order", N_("与订单进度不符")
    AFTER_VERDICT = "after_verdict", N_("评定以后才收到")


class CallBackOutcome(Labelled):
    """What an elder said when she was called back."""

    CONFIRMED = "confirmed", N_("老人说来过，服务做完")
    DENIED = "denied", N_("老人说没有来过")
    NOT_REACHED = "not_reached", N_("没有打通")


class Closed(Labelled):
    """How the alarm of a missed visit ended."""

    CAME = "came", N_("已到达")
    LATE_ENTRY = "late_entry", N_("手机没有信号，补传到达登记")
    WITHDRAWN = "withdrawn", N_("订单已撤销")
    OVER = "over", N_("超过观察时间")
