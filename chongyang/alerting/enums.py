"""Words of alerting: kinds of steps, states of a run, channels and what may go wrong on them."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class StepKind(Labelled):
    """What a step of a chain does."""

    WAIT = "wait", N_("等待")
    PERSON = "notify_person", N_("通知指定人员")
    TEAM = "notify_team", N_("通知岗位")
    ROTA = "notify_rota", N_("通知当班人员")
    CONTACTS = "notify_contacts", N_("依次通知联系人")
    CONCERNED = "notify_concerned", N_("通知当事人")
    OVERFLOW = "overflow", N_("转全体坐席")
    SUPERVISOR = "tell_supervisor", N_("提醒值班长")
    CALL_BACK = "list_call_back", N_("列入回拨")
    REPEAT = "repeat", N_("重复")


class SubjectKind(Labelled):
    """What a chain may be about; the room that starts a run says which."""

    INCIDENT = "incident", N_("紧急事件")
    VISIT = "visit", N_("上门服务")
    DEVICE = "device", N_("设备")
    MATTER = "matter", N_("待办事项")
    OTHER = "other", N_("其他")


class Until(Labelled):
    """What ends a repetition besides its bound."""

    ACKNOWLEDGED = "acknowledged", N_("直到有人受理")
    REACHED = "reached", N_("直到有人接通")


class VersionState(Labelled):
    DRAFT = "draft", N_("草稿")
    ACTIVE = "active", N_("使用中")
    RETIRED = "retired", N_("已停用")


class RunState(Labelled):
    RUNNING = "running", N_("进行中")
    ACKNOWLEDGED = "acknowledged", N_("已受理")
    ENDED = "ended", N_("已结束")
    EXHAUSTED = "exhausted", N_("已走完，无人受理")


class ChannelKind(Labelled):
    """The desk is a page that somebody has open; the others go out of the house."""

    DESK = "desk", N_("工作台")
    APP = "app", N_("手机应用")
    SMS = "sms", N_("短信")
    VOICE = "voice", N_("语音电话")


OUTSIDE = (ChannelKind.APP, ChannelKind.SMS, ChannelKind.VOICE)


class TargetKind(Labelled):
    ACCOUNT = "account", N_("人员")
    CONTACT = "contact", N_("联系人")
    INVITED = "invited", N_("被邀请人")
    ELDER = "elder", N_("老人本人")
    DESK = "desk", N_("工作台")


class Progress(Labelled):
    """How far a message came. Sent is not reached: only a receipt, an answer or taking it says that."""

    QUEUED = "queued", N_("待发送")
    SENT = "sent", N_("已发出，未确认")
    DELIVERED = "delivered", N_("已送达终端，未确认")
    REACHED = "reached", N_("已接通")
    FAILED = "failed", N_("未能发出")
    WITHHELD = "withheld", N_("已受理，不再发送")


class Failure(Labelled):
    """Why somebody was not told; codes of adapters that are not here are shown as they are."""

    NO_CHANNEL = "no_channel", N_("没有可用的联系方式")
    NOBODY = "nobody", N_("此时无人当班")
    NO_CONTACT = "no_contact", N_("没有登记联系人")
    BAD_ADDRESS = "bad_address", N_("号码无效")
    REFUSED = "refused", N_("对方拒收")
    NO_RECEIPT = "no_receipt", N_("没有回执")
    GIVEN_UP = "given_up", N_("多次未能发出")


class ShiftKind(Labelled):
    REGULAR = "regular", N_("正班")
    SUBSTITUTE = "substitute", N_("替班")


class RotaState(Labelled):
    DRAFT = "draft", N_("未启用")
    ACTIVE = "active", N_("使用中")
