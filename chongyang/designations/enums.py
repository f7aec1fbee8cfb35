"""Words of designations."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Kind(Labelled):
    """What happens in a stage of the way to a title."""

    REVIEW = "review", N_("审核")
    VISIT = "visit", N_("现场评审")
    NOTICE = "notice", N_("公示")
    PROPOSE = "propose", N_("提出")
    DECIDE = "decide", N_("作出认定")


class HolderKind(Labelled):
    """What may hold a title."""

    INSTITUTION = "institution", N_("机构或设施")
    STREET = "street", N_("街道（乡镇）")
    COMMUNITY = "community", N_("社区（村）")
    COUNTY = "county", N_("县（市、区）")
    ENTERPRISE = "enterprise", N_("企业或组织")
    PROJECT = "project", N_("建设项目")
    ROUTE = "route", N_("旅游线路")
    ALLIANCE = "alliance", N_("医养联合体")
    PARK = "park", N_("基地（园区）")


OF_AREA = frozenset({HolderKind.STREET, HolderKind.COMMUNITY, HolderKind.COUNTY})
"""Holders that are an area themselves."""
KEYED = {HolderKind.ENTERPRISE: "enterprise", HolderKind.PROJECT: "project"}
"""Holders that may stand in the library of projects, and the column of their key there."""


class TitleState(Labelled):
    """How a title stands."""

    HELD = "held", N_("有效")
    WITHDRAWN = "withdrawn", N_("已撤销")
    LAPSED = "lapsed", N_("已到期")


class Cause(Labelled):
    """Why a review was opened."""

    DUE = "due", N_("到期复核")
    EARLY = "early", N_("提前复核")


class Result(Labelled):
    """How a review ended."""

    KEPT = "kept", N_("保留")
    WITHDRAWN = "withdrawn", N_("撤销")


class Advice(Labelled):
    """What those who looked advise; another decides."""

    KEEP = "keep", N_("建议保留")
    MEND = "mend", N_("建议限期整改")
    WITHDRAW = "withdraw", N_("建议撤销")


DRAFT, RETURNED, GIVEN, REFUSED, TAKEN_BACK = "draft", "returned", "given", "refused", "taken_back"
ENDED = (GIVEN, REFUSED, TAKEN_BACK)
