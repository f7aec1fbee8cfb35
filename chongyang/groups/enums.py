"""Words of groups: evidence and ends of a class, outcomes of visits, roles in a household, carers."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Evidence(Labelled):
    """What lies behind a class on paper."""

    DECISION = "decision", N_("行政决定文书")
    CERTIFICATE = "certificate", N_("证件或证书")
    ASSESSMENT = "assessment", N_("能力评估报告")
    VISIT = "visit", N_("走访记录")


class ClassEnd(Labelled):
    """Why a class ended before its day; the last two are written by the program."""

    NO_LONGER = "no_longer", N_("复核后不再符合")
    REVOKED = "revoked", N_("原决定被撤销")
    RECLASSIFIED = "reclassified", N_("转为其他类别或等级")
    MOVED = "moved", N_("迁出本市")
    MISTAKE = "mistake", N_("登记有误")
    VISIT = "visit", N_("走访后不再符合")
    DEATH = "death", N_("老人去世")


BY_PROGRAM = (ClassEnd.VISIT, ClassEnd.DEATH)
BY_OFFICE = tuple(reason for reason in ClassEnd if reason not in BY_PROGRAM)


class Told(Labelled):
    """Who proposes a class."""

    CLERK = "clerk", N_("街道或社区提出")
    FEED = "feed", N_("部门数据提出")


class VisitOutcome(Labelled):
    CONFIRMED = "confirmed", N_("情况属实")
    NOT_SO = "not_so", N_("不符合")
    NOT_MET = "not_met", N_("没有见到人")


class HouseRole(Labelled):
    """What a member is to the head of the household."""

    HEAD = "head", N_("户主")
    SPOUSE = "spouse", N_("配偶")
    CHILD = "child", N_("子女")
    CHILD_IN_LAW = "child_in_law", N_("儿媳或女婿")
    PARENT = "parent", N_("父母")
    GRANDCHILD = "grandchild", N_("孙辈")
    SIBLING = "sibling", N_("兄弟姐妹")
    RELATIVE = "relative", N_("其他亲属")
    OTHER = "other", N_("非亲属")


class LeaveReason(Labelled):
    """Why somebody lives there no more. Who only changed the role lives there on, under a new row."""

    MOVED = "moved", N_("搬走")
    SPLIT = "split", N_("分户")
    INSTITUTION = "institution", N_("入住养老机构")
    DISSOLVED = "dissolved", N_("家庭解散")
    MISTAKE = "mistake", N_("登记有误")
    DEATH = "death", N_("去世")
    ROLE = "role", N_("与户主关系变更")


LEFT_BY_HAND = (LeaveReason.MOVED, LeaveReason.INSTITUTION, LeaveReason.MISTAKE, LeaveReason.DEATH)


class CareKind(Labelled):
    FAMILY = "family", N_("家庭照护者")
    EMPLOYED = "employed", N_("雇佣照护者")
    GRID_WORKER = "grid_worker", N_("网格员")
    NEIGHBOUR = "neighbour", N_("邻里互助")
