"""Words of registration: who asks, who decides, what a row of a file is, how an invitation went."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Route(Labelled):
    """Who decides about a change, from the nearest desk up; the order is the rank."""

    CLERK = "clerk", N_("社区或街道经办人")
    STREET = "street", N_("街道")
    COUNTY = "county", N_("县级审核")

    @property
    def rank(self) -> int:
        return list(Route).index(self)


class AskedAs(Labelled):
    """In which quality somebody asked for a change."""

    ELDER = "elder", N_("老人本人")
    FAMILY = "family", N_("家属")
    COMMUNITY = "community", N_("社区")
    STREET = "street", N_("街道")
    REVIEWER = "reviewer", N_("审核部门")
    CENTRE = "centre", N_("呼叫中心")
    DEPARTMENT = "department", N_("其他部门")


class Evidence(Labelled):
    """On what a change rests."""

    IDENTITY_CARD = "identity_card", N_("居民身份证")
    HOUSEHOLD_BOOK = "household_book", N_("户口簿")
    POLICE = "police", N_("公安户籍信息")
    CREMATION = "cremation", N_("殡葬火化信息")
    MEDICAL_CERTIFICATE = "medical_certificate", N_("死亡医学证明")
    RESIDENCE = "residence", N_("居住证明或村（居）委会证明")
    TITLE_OR_LEASE = "title_or_lease", N_("房产证或租赁合同")
    SEEN = "seen", N_("经办人当面核对")
    SHARED = "shared", N_("部门共享数据")


class Verdict(Labelled):
    """What a row of a bulk file was found to be."""

    NEW = "new", N_("可以登记")
    SIMILAR = "similar", N_("疑似已登记")
    EXISTS = "exists", N_("已登记")
    WRONG = "wrong", N_("有错误")


class RowState(Labelled):
    """What became of a row."""

    WAITING = "waiting", N_("待登记")
    REGISTERED = "registered", N_("登记成功")
    SKIPPED = "skipped", N_("未登记")
    FAILED = "failed", N_("登记失败")


class InviteState(Labelled):
    """How far an invitation got."""

    TO_INVITE = "to_invite", N_("待邀请")
    INVITED = "invited", N_("已发邀请，未确认")
    CALLED = "called", N_("已电话联系")
    VISITED = "visited", N_("已上门")
    REFUSED = "refused", N_("不愿登记")
    REGISTERED = "registered", N_("已登记")
    GONE = "gone", N_("不在此地")


class TryWay(Labelled):
    CALL = "call", N_("打电话")
    VISIT = "visit", N_("上门")
    SMS = "sms", N_("短信")
    LETTER = "letter", N_("邀请信")


BY_HAND = (TryWay.CALL, TryWay.VISIT)
"""What a person does and tells the result of; messages and letters are written down as they go out."""


class TryResult(Labelled):
    """What a call or a visit brought; of what was sent no more is known than that."""

    NO_ANSWER = "no_answer", N_("没有人接或不在家")
    WILL_COME = "will_come", N_("愿意登记，约好时间")
    REFUSED = "refused", N_("不愿登记")
    WRONG_NUMBER = "wrong_number", N_("号码不对")
    GONE = "gone", N_("已搬走或去世")
    SENT = "sent", N_("已发出，未确认")


class KnownFrom(Labelled):
    """Where a person who is not registered is known from."""

    FILE = "file", N_("有档案，没有入网")
    CLAIMS = "claims", N_("部门数据里有，没有档案")


class CardEnd(Labelled):
    """Why a card is no longer good."""

    LOST = "lost", N_("遗失")
    DAMAGED = "damaged", N_("损坏")
    REPRINTED = "reprinted", N_("重新打印")
    RETURNED = "returned", N_("交回")


class Direction(Labelled):
    """Who began a hand-over."""

    OUT = "out", N_("迁出地提出")
    IN = "in", N_("迁入地提出")
