"""Which desk mends what, as the reader may enter it; and how bad a check is, in a colour and a word."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from chongyang.core.integrity import Check, Severity
from chongyang.core.queries.integrity import Line
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

TONES = {Severity.SEVERE: "bad", Severity.SERIOUS: "warn", Severity.SLIGHT: "note"}
ROOMS = {
    "registry": N_("老人档案"),
    "groups": N_("类别和家庭"),
    "claims": N_("部门数据"),
    "linkage": N_("关联"),
    "registration": N_("入网登记"),
    "exchange": N_("部门查询"),
    "privacy": N_("查看与权利"),
    "territory": N_("账号和机构"),
    "providers": N_("响应人员和机构"),
    "alerting": N_("升级与排班"),
    "telecare": N_("设备和监护"),
    "emergency": N_("紧急事件"),
    "hotline": N_("12349 热线"),
    "funding": N_("补贴奖补"),
    "treasury": N_("付款台"),
    "indicators": N_("指标"),
    "purchase": N_("政府购买"),
    "orders": N_("服务订单"),
    "visits": N_("上门服务"),
    "settlement": N_("服务结算"),
    "checkout": N_("服务缴费"),
    "quality": N_("服务质量"),
    "supplies": N_("助餐和辅具"),
    "activities": N_("课程和出游"),
    "core": N_("系统运行"),
}
DESKS: dict[str, tuple[str, Can]] = {
    "street": (N_("街道台"), Can.OPEN_FILES),
    "devices": (N_("设备台"), Can.READ_DEVICES),
    "monitoring": (N_("远程监护"), Can.WATCH_VITALS),
    "seat": (N_("坐席台"), Can.ANSWER_CALLS),
    "shift": (N_("值班台"), Can.LEAD_SHIFT),
    "ledger": (N_("响应台账"), Can.READ_LEDGER),
    "hotline": (N_("业务台"), Can.HANDLE_ORDERS),
    "alerting": (N_("升级与排班"), Can.READ_ESCALATION),
    "administration": (N_("管理台"), Can.ADMINISTER),
    "cockpit": (N_("驾驶舱"), Can.READ_FIGURES),
    "groups": (N_("类别与家庭"), Can.READ_CLASSES),
    "claims": (N_("部门数据"), Can.OPEN_FILES),
    "feeds": (N_("数据来源"), Can.READ_FEEDS),
    "linkage": (N_("比对与合并"), Can.ADJUDICATE),
    "registration": (N_("登记台"), Can.KEEP_REGISTER),
    "funding": (N_("补贴奖补"), Can.HANDLE_FUNDING),
    "treasury": (N_("付款台"), Can.READ_MONEY),
    "reading": (N_("查看监督"), Can.REVIEW_READING),
    "exchange": (N_("部门查询"), Can.READ_AGREEMENTS),
    "indicator": (N_("指标"), Can.READ_FIGURES),
    "purchase": (N_("政府购买"), Can.HANDLE_PURCHASE),
    "ordering": (N_("服务台"), Can.ORDER_SERVICES),
    "settlement": (N_("服务结算"), Can.SETTLE_SERVICES),
    "checkout": (N_("服务缴费"), Can.SETTLE_SERVICES),
    "quality": (N_("服务质量"), Can.READ_QUALITY),
    "carer": (N_("上门核实"), Can.VERIFY_VISITS),
    "supplies": (N_("助餐和辅具"), Can.PROVIDE_SERVICES),
    "timebank": (N_("时间银行"), Can.KEEP_HOURS),
    "activities": (N_("课程和出游"), Can.KEEP_ACTIVITIES),
}


@dataclass(frozen=True, slots=True)
class Mend:
    """The desk that mends a finding; without `url` the reader may not enter it and tells whom to ask."""

    label: str
    url: str


def desk_of(check: Check) -> str:
    """The desk's word for a check; empty where nobody's desk mends it but the data steward."""
    known = DESKS.get(check.mend.partition("_")[0])
    return known[0] if known else ""


def mend_of(check: Check, line: Line, scope: Scope) -> Mend | None:
    """Where one finding is mended."""
    known = DESKS.get(check.mend.partition("_")[0])
    if known is None:
        return None
    label, capability = known
    return Mend(label, _url(check, line) if may(scope, capability) else "")


def _url(check: Check, line: Line) -> str:
    key: UUID | None = {"person": line.person, "id": line.row}.get(check.opens)
    if check.opens and key is None:
        return ""
    try:
        return reverse(check.mend, args=[key] if key else [])
    except NoReverseMatch:
        return ""
