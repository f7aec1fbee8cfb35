"""Words of orders: how one came, why one ended, why a plan rests."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class OrderChannel(Labelled):
    """By which way an order came; the life cycle is the same for all."""

    CALL = "call", N_("来电")
    DESK = "desk", N_("服务台")
    PORTAL = "portal", N_("老人本人网上预约")
    FAMILY = "family", N_("家属代订")
    PLAN = "plan", N_("周期计划")
    VISIT = "visit", N_("上门时约定")
    API = "api", N_("接口")


class Holidays(Labelled):
    """What a recurring plan does on a day off of the Chinese calendar."""

    KEEP = "keep", N_("节假日照常")
    SKIP = "skip", N_("节假日不来")
    MOVE = "move", N_("节假日顺延到下一个工作日")


class PauseReason(Labelled):
    HOSPITAL = "hospital", N_("住院")
    AWAY = "away", N_("外出")
    OTHER = "other", N_("其他")


class Late(Labelled):
    """What about an open order is late, the most pressing first."""

    MISSED = "missed", N_("约定时间已过，没有开始")
    NOBODY = "nobody", N_("没有服务商接单")
    UNANSWERED = "unanswered", N_("服务商超时未答复")
    UNASSIGNED = "unassigned", N_("快到时间，还没有派人")
    UNCHECKED = "unchecked", N_("做完很久，没有确认")
    DISPUTED = "disputed", N_("有异议，还没有处理")
