"""Words of duties."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Part(Labelled):
    """As what an organisation answers for an item."""

    OWNER = "owner", N_("主办")
    CO_OWNER = "co_owner", N_("协办")


class RunState(Labelled):
    """Where a duty stands: 交办, 反馈, 核查, 销号."""

    ASSIGNED = "assigned", N_("待反馈")
    ANSWERED = "answered", N_("待核查")
    CHECKED = "checked", N_("待销号")
    CLOSED = "closed", N_("已销号")
    WITHDRAWN = "withdrawn", N_("已撤回")


class Evidence(Labelled):
    """What shows that something was done."""

    DOCUMENT = "document", N_("文件")
    FIGURE = "figure", N_("数据")
    PHOTOGRAPH = "photograph", N_("照片")


class Light(Labelled):
    """How a duty stands."""

    RED = "red", N_("红灯")
    YELLOW = "yellow", N_("黄灯")
    GREEN = "green", N_("绿灯")
    GREY = "grey", N_("无法判断")


class EscalationStep(Labelled):
    """What follows when a day is missed, each graver than the one before."""

    URGE = "urge", N_("催办")
    CIRCULATE = "circulate", N_("通报")
    INTERVIEW = "interview", N_("约谈")


class EscalationState(Labelled):
    """The machine proposes, a person issues or declines; a graver step takes the place of a waiting one."""

    PROPOSED = "proposed", N_("待发出")
    ISSUED = "issued", N_("已发出")
    DECLINED = "declined", N_("不予发出")
    SUPERSEDED = "superseded", N_("已由更重的一步代替")


class LetterState(Labelled):
    """Where a supervisory letter stands."""

    DRAFT = "draft", N_("拟稿")
    ISSUED = "issued", N_("已签发")
    REPLIED = "replied", N_("已回复")
    CLOSED = "closed", N_("已办结")
    WITHDRAWN = "withdrawn", N_("已撤销")


class MatterState(Labelled):
    """Where a problem before the leading group stands."""

    OPEN = "open", N_("待议")
    DECIDED = "decided", N_("已定，待解决")
    SOLVED = "solved", N_("已解决")
