"""The desks of the navigation. One whose pages do not exist, or that the role may not use, is not shown."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse

from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can


@dataclass(frozen=True, slots=True)
class Desk:
    """A workplace, open to all where `capability` is None; `says` tells a newcomer what it is for."""

    url_name: str
    label: str
    icon: str
    says: str = ""
    capability: Can | None = None


@dataclass(frozen=True, slots=True)
class Entrance:
    """A desk as one reader sees it."""

    url: str
    label: str
    icon: str
    says: str
    is_here: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    """The desks of one reader: `first` stand in the line, `all` in the menu behind it."""

    first: tuple[Entrance, ...]
    all: tuple[Entrance, ...]

    @property
    def has_more(self) -> bool:
        """Whether a desk stands in the menu alone."""
        return len(self.first) < len(self.all)

    @property
    def parts(self) -> tuple[tuple[str, tuple[Entrance, ...]], ...]:
        """The menu: a long one under headings, a short one as it stands."""
        if len(self.all) <= IN_ONE_LIST:
            return (("", self.all),)
        held = ((part, tuple(one for one in self.all if one.part == part)) for part in ("", *PARTS))
        return tuple((part, desks) for part, desks in held if desks)

    @property
    def needs_menu_on_phone(self) -> bool:
        """Three stand in one line of a phone, more do not."""
        return len(self.all) > IN_LINE_ON_PHONE


IN_LINE, IN_LINE_ON_PHONE, IN_ONE_LIST = 6, 3, 12

PARTS: dict[str, tuple[str, ...]] = {
    N_("目标与监督"): (
        "cockpit",
        "indicators",
        "reporting",
        "duties",
        "projects",
        "approvals",
        "approvals_mine",
        "designations",
        "designations_mine",
        "supervision",
    ),
    N_("老人与服务"): (
        "seat",
        "hotline",
        "shift",
        "responder",
        "family",
        "ledger",
        "street",
        "registration",
        "claims",
        "groups",
        "monitoring",
        "linkage",
        "devices",
        "alerting",
        "alerting_unreachable",
    ),
    N_("居家服务"): (
        "ordering",
        "mine",
        "provider",
        "provider_admission",
        "dispatching",
        "carer",
        "purchase",
        "settlement",
        "checkout",
        "checkout_errands",
        "quality",
        "timebank",
        "timebank_keep",
        "supplies",
        "supplies_carry",
        "supplies_order",
        "supplies_watch",
        "activities_mine",
        "activities_desk",
        "activities_rolls",
        "activities_figures",
    ),
    N_("资金与标准"): ("funding", "funding_mine", "treasury", "treasury_mine", "scenarios", "parameters"),
    N_("数据与系统"): ("feeds", "reading", "reading_rights", "integrity", "exchange", "administration"),
    N_("向公众公开"): ("catalogue", "supplies_points", "programmes", "results", "plan"),
}
"""The headings of a long menu; home stands before them."""
PART_OF = {name: part for part, names in PARTS.items() for name in names}

DESKS = (
    Desk("home", N_("首页"), "home"),
    Desk("seat", N_("坐席台"), "phone", N_("接听呼救，核实情况，派人到场"), Can.ANSWER_CALLS),
    Desk("hotline", N_("业务台"), "tray", N_("关爱电话、工单、回访、投诉、知识库"), Can.HANDLE_ORDERS),
    Desk("shift", N_("值班台"), "eye", N_("此刻的热线、服务水平、监听、交接班和抽检"), Can.LEAD_SHIFT),
    Desk("responder", N_("我的任务"), "bell", N_("接单、到场、回报结果"), Can.RESPOND),
    Desk("family", N_("家人"), "people", N_("您受托照看的老人：近况、求助、设备"), Can.FOLLOW_FAMILY),
    Desk("cockpit", N_("驾驶舱"), "map", N_("全市一张图：数字、呼救和方案进度"), Can.READ_FIGURES),
    Desk(
        "indicators", N_("指标"), "eye", N_("方案里的每个数字：目标、今天的值、值从哪里来"), Can.READ_FIGURES
    ),
    Desk(
        "reporting",
        N_("填报"),
        "tray",
        N_("一个季度的报表：填写、审核、签批、锁定、更正"),
        Can.HANDLE_REPORTS,
    ),
    Desk("duties", N_("任务台账"), "check", N_("每项任务谁负责、到了哪一步、哪些该督办"), Can.READ_DUTIES),
    Desk("projects", N_("项目库"), "map", N_("重点项目的进度、投资、问题和用地"), Can.READ_PROJECTS),
    Desk(
        "approvals",
        N_("四阶段审批"),
        "tray",
        N_("一窗受理、并联事项、期限、补正和结果"),
        Can.HANDLE_APPROVALS,
    ),
    Desk(
        "approvals_mine", N_("我的报建"), "tray", N_("申报四个阶段的事项，看办到哪一步"), Can.APPLY_APPROVALS
    ),
    Desk(
        "designations",
        N_("称号认定"),
        "heart",
        N_("试点、示范、智慧街道、联合体的申报、评审和复核"),
        Can.HANDLE_DESIGNATIONS,
    ),
    Desk("designations_mine", N_("我的认定"), "heart", N_("申报称号，看办到哪一步"), Can.APPLY_DESIGNATIONS),
    Desk(
        "supervision",
        N_("考核与报告"),
        "book",
        N_("考核得分、排名、申诉，季度和年度报告"),
        Can.READ_ASSESSMENT,
    ),
    Desk("ledger", N_("响应台账"), "clock", N_("每一起求助从按下到上门用了多久"), Can.READ_LEDGER),
    Desk("street", N_("街道台"), "people", N_("查找老人、打开档案、入网登记"), Can.OPEN_FILES),
    Desk(
        "registration",
        N_("登记台"),
        "tray",
        N_("入网申请、变更、迁移交接、邀请名单、登记卡和进度"),
        Can.KEEP_REGISTER,
    ),
    Desk(
        "funding",
        N_("补贴奖补"),
        "tray",
        N_("申请的审核、核查、公示和决定，每一步都有计算过程"),
        Can.HANDLE_FUNDING,
    ),
    Desk("funding_mine", N_("我的申请"), "tray", N_("申请补贴和奖补，看办到哪一步"), Can.APPLY_FUNDING),
    Desk("claims", N_("部门数据"), "book", N_("各部门说法不一的人、去世线索、异议"), Can.OPEN_FILES),
    Desk("groups", N_("类别与家庭"), "home", N_("谁属于哪一类，和谁同住，谁来照护"), Can.READ_CLASSES),
    Desk("monitoring", N_("远程监护"), "heart", N_("体征和居家安防的提醒，老人的监护曲线"), Can.WATCH_VITALS),
    Desk("linkage", N_("比对与合并"), "people", N_("两条记录是不是同一个人；合并和撤销合并"), Can.ADJUDICATE),
    Desk("devices", N_("设备台"), "bell", N_("设备在哪里、是否在线、是否有人用"), Can.READ_DEVICES),
    Desk("alerting", N_("升级与排班"), "bell", N_("无人受理时通知谁，谁在值班"), Can.READ_ESCALATION),
    Desk("alerting_unreachable", N_("联络测试"), "phone", N_("谁联系不上"), Can.PROVE_REACH),
    Desk("feeds", N_("数据来源"), "tray", N_("各部门发来的数据：约定、文件、问题和怎样更正"), Can.READ_FEEDS),
    Desk("reading", N_("查看监督"), "eye", N_("异常查看、应急调阅的复核"), Can.REVIEW_READING),
    Desk(
        "reading_rights",
        N_("权利与留存"),
        "lock",
        N_("查阅、复制、更正、删除的请求，留存、销毁和导出"),
        Can.HANDLE_RIGHTS,
    ),
    Desk("integrity", N_("数据核查"), "check", N_("哪些数据不可能对，在哪里改"), Can.CHECK_INTEGRITY),
    Desk(
        "exchange",
        N_("部门查询"),
        "lock",
        N_("与各部门的查询协议、限额、记录和变动告知"),
        Can.READ_AGREEMENTS,
    ),
    Desk("administration", N_("管理台"), "key", N_("账号、死信、审计、基础数据"), Can.ADMINISTER),
    Desk(
        "treasury",
        N_("付款台"),
        "tray",
        N_("预算、付款批次、银行回单和账簿，每一步由不同的人办理"),
        Can.READ_MONEY,
    ),
    Desk("treasury_mine", N_("我的收款"), "check", N_("补贴和奖补到账的日期、金额和账号"), Can.APPLY_FUNDING),
    Desk(
        "scenarios",
        N_("测算"),
        "eye",
        N_("改一条标准要花多少钱，谁受益、谁减少，逐县逐年"),
        Can.RUN_SCENARIOS,
    ),
    Desk(
        "parameters",
        N_("参数"),
        "check",
        N_("每个金额的出处，选定口径，提高标准，两人确认"),
        Can.SET_PARAMETERS,
    ),
    Desk(
        "ordering", N_("服务台"), "tray", N_("替老人下单，看订单到了哪一步，投诉和重做"), Can.ORDER_SERVICES
    ),
    Desk("mine", N_("我的服务"), "heart", N_("预约上门服务、看谁什么时候来、付款和评价"), Can.ORDER_OWN),
    Desk("provider", N_("服务商台"), "home", N_("入驻、报价、人员和证书、接单"), Can.PROVIDE_SERVICES),
    Desk(
        "provider_admission",
        N_("服务商准入"),
        "check",
        N_("受理、核查、决定谁能提供上门服务；年检、暂停、退出、价格范围"),
        Can.ADMIT_PROVIDERS,
    ),
    Desk(
        "dispatching", N_("排班派工"), "map", N_("一天的派工：地图、时间表、排不上的和原因"), Can.PLAN_VISITS
    ),
    Desk("carer", N_("我的上门"), "bell", N_("今天去哪几家；没有信号也能用"), Can.MAKE_VISITS),
    Desk("purchase", N_("政府购买"), "tray", N_("谁能享受、服务券、标的和合同"), Can.HANDLE_PURCHASE),
    Desk("settlement", N_("服务结算"), "check", N_("按月结算：只付有凭据的上门服务"), Can.SETTLE_SERVICES),
    Desk("checkout", N_("服务缴费"), "check", N_("自己要付的钱、收据、退款、代办代缴"), Can.PAY_SERVICES),
    Desk(
        "checkout_errands",
        N_("代办代缴"),
        "check",
        N_("替老人缴水、电、燃气费：代缴、交票据、签收"),
        Can.MAKE_VISITS,
    ),
    Desk("quality", N_("服务质量"), "eye", N_("评价、回访、投诉、服务商得分和申诉"), Can.READ_QUALITY),
    Desk("timebank", N_("时间银行"), "clock", N_("志愿者的时间：存、取、转"), Can.BANK_HOURS),
    Desk("timebank_keep", N_("时间银行记账"), "clock", N_("确认志愿者报的时间，更正记错的"), Can.KEEP_HOURS),
    Desk("supplies", N_("供餐管理"), "tray", N_("助餐点、菜单、送餐路线"), Can.PROVIDE_SERVICES),
    Desk("supplies_carry", N_("送餐"), "check", N_("今天送哪几户，送到了打勾"), Can.MAKE_VISITS),
    Desk(
        "supplies_watch",
        N_("供餐情况"),
        "eye",
        N_("哪里供餐，订了几份，送到几户，几户没开门"),
        Can.READ_QUALITY,
    ),
    Desk("supplies_order", N_("订餐"), "heart", N_("看菜单、订餐、退餐"), Can.ORDER_OWN),
    Desk(
        "activities_mine",
        N_("我的课程和出游"),
        "heart",
        N_("报了哪些课、什么时候上课、调课通知"),
        Can.ORDER_OWN,
    ),
    Desk(
        "activities_desk",
        N_("办学和线路"),
        "tray",
        N_("开课、排课、收报名、点名、结业证明"),
        Can.KEEP_ACTIVITIES,
    ),
    Desk("activities_rolls", N_("点名"), "check", N_("今天的课，谁来了"), Can.CALL_ROLL),
    Desk("activities_figures", N_("办学数字"), "eye", N_("学校、课程、报名和出勤"), Can.READ_FIGURES),
    Desk(
        "catalogue", N_("服务目录"), "heart", N_("有哪些上门服务、多少钱、谁来做；助餐点、课程、旅居、辅具")
    ),
    Desk("supplies_points", N_("助餐点和菜单"), "heart", N_("哪里能吃饭，今天有什么菜，还有几份")),
    Desk(
        "programmes", N_("补贴和奖补"), "heart", N_("方案承诺的每一笔钱：给谁、给多少，算一算自己能不能享受")
    ),
    Desk("results", N_("结果公开"), "eye", N_("公布的结果、开放数据，对条款的意见和答复")),
    Desk("plan", N_("方案"), "book", N_("逐条阅读公布的方案，看每一条今天由什么在运行")),
)


def list_desks(scope: Scope, path: str) -> list[Entrance]:
    """The desks open to this scope, in their order; of two addresses that lead here the longer is here."""
    found = [
        Entrance(url, desk.label, desk.icon, desk.says, part=PART_OF.get(desk.url_name, ""))
        for desk in DESKS
        if (url := _url(desk)) and (desk.capability is None or may(scope, desk.capability))
    ]
    here = max((one.url for one in found if _leads_to(one.url, path)), key=len, default="")
    return [replace(one, is_here=one.url == here) for one in found]


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def navigation_of(scope: Scope, path: str) -> Navigation:
    """Home and the role's own desk first, then the others as they stand; where one is stays in the line."""
    desks = list_desks(scope, path)
    own = landing_of(scope)
    order = sorted(desks, key=lambda one: (one.url != "/", one.url != own))
    first = order[:IN_LINE]
    here = [one for one in order[IN_LINE:] if one.is_here]
    return Navigation(tuple(first[: IN_LINE - len(here)] + here), tuple(desks))


LANDINGS = (
    (Can.LEAD_SHIFT, "shift"),
    (Can.ANSWER_CALLS, "seat"),
    (Can.RESPOND, "responder"),
    (Can.WRITE_ELDERS, "street"),
    (Can.ADMINISTER, "administration"),
    (Can.READ_FIGURES, "cockpit"),
    (Can.FOLLOW_FAMILY, "family"),
)
"""Where a role works all day: its first page after signing in."""


def landing_of(scope: Scope) -> str:
    """The URL of the role's own desk; empty for a role whose desk is the home page."""
    names = (name for capability, name in LANDINGS if scope.role and may(scope, capability))
    return next((url for name in names if (url := _reversed(name))), "")


def _url(desk: Desk) -> str:
    return _reversed(desk.url_name)


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
