"""Words of funding."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Kind(Labelled):
    """What happens in a stage of a flow."""

    REVIEW = "review", N_("审核")
    SITE = "site", N_("联合现场核查")
    NOTICE = "notice", N_("公示")
    PROPOSE = "propose", N_("提出")
    DECIDE = "decide", N_("决定")


class Channel(Labelled):
    """Who brought the application."""

    OWN = "own", N_("本人申请")
    MANDATE = "mandate", N_("受委托代办")
    DESK = "desk", N_("窗口代录")


class Answer(Labelled):
    """What the rule says."""

    YES = "yes", N_("符合条件")
    NO = "no", N_("不符合条件")
    PROBABLY = "probably", N_("还缺信息")


class Outcome(Labelled):
    """What was laid down: a proposal, or the decision itself."""

    PROPOSED = "proposed", N_("拟定")
    APPROVED = "approved", N_("同意")
    REFUSED = "refused", N_("不同意")


class PaidState(Labelled):
    """How far the money of an approved application is, in plain words."""

    ORDERED = "ordered", N_("已安排付款")
    PAID = "paid", N_("已到账")
    RETURNED = "returned", N_("银行退回，请核对收款账号")


DRAFT, RETURNED, APPROVED, REFUSED, WITHDRAWN = "draft", "returned", "approved", "refused", "withdrawn"
ENDED = (APPROVED, REFUSED, WITHDRAWN)
