"""What a person may ask for, until when, and how the request is worked off (PIPL art. 44 to 50)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chongyang.core import workdays
from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.roles import HANDLERS

REQUEST = "privacy.request"
ZONE = ZoneInfo("Asia/Shanghai")
MORNING = 9


class Kind(Labelled):
    ACCESS = "access", N_("查阅个人信息")
    COPY = "copy", N_("复制个人信息")
    CORRECTION = "correction", N_("更正、补充个人信息")
    DELETION = "deletion", N_("删除个人信息")


class Asker(Labelled):
    ELDER = "elder", N_("老人本人")
    FAMILY = "family", N_("受委托的家属")
    GUARDIAN = "guardian", N_("监护人")
    HEIR = "heir", N_("逝者的近亲属")


class Channel(Labelled):
    COUNTER = "counter", N_("窗口当面")
    PAPER = "paper", N_("书面来信")
    PHONE = "phone", N_("电话")
    ACCOUNT = "account", N_("本人或家属账号")


class Outcome(Labelled):
    GRANTED = "granted", N_("已照办")
    PARTLY = "partly", N_("部分照办")
    REFUSED = "refused", N_("不能照办")


class Handing(Labelled):
    """How the answer reached the person."""

    COUNTER = "counter", N_("当面交付")
    POST = "post", N_("邮寄")
    ACCOUNT = "account", N_("账号中下载")


@dataclass(frozen=True, slots=True)
class Due:
    due_at: datetime
    remind_at: datetime


def due_of(kind: str, since: datetime) -> Due:
    """The deadline of a request that was received then; the day of receipt does not count."""
    data = settings("rights")
    days = int(data["kinds"][kind]["workdays"])
    return _due(since, days, int(data["remind_workdays_before"]))


def extended(due_at: datetime) -> Due:
    """The deadline moved once."""
    data = settings("rights")
    return _due(due_at, int(data["extension_workdays"]), int(data["remind_workdays_before"]))


def _due(since: datetime, days: int, before: int) -> Due:
    due_at = workdays.deadline(since, days, ZONE)
    early = workdays.deadline(since, max(days - before, 0), ZONE)
    return Due(due_at, max(early.replace(hour=MORNING, minute=0, second=0), since))


def basis_of(kind: str) -> str:
    """The article of the law."""
    return str(settings("rights")["kinds"][kind]["basis"])


_WORKED = ("received", "working")

request = Lifecycle(
    name=REQUEST,
    label=N_("个人信息权利请求"),
    version=1,
    states=(
        State("received", N_("已受理")),
        State("working", N_("办理中")),
        State("answered", N_("已答复，待交付")),
        State("handed", N_("已交付"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="received",
    actions=(
        Action("take", N_("开始办理"), ("received",), "working", HANDLERS),
        Action(
            "extend", N_("延长一次"), _WORKED, None, HANDLERS, needs=("not_extended",), reason_required=True
        ),
        Action("answer", N_("答复"), _WORKED, "answered", HANDLERS, needs=("outcome", "carried_out")),
        Action("hand", N_("交付"), ("answered",), "handed", ("*",), needs=("recipient",)),
        Action("withdraw", N_("撤回请求"), _WORKED, "withdrawn", ("*",), needs=("asker",)),
        Action("remind", N_("到期提醒"), _WORKED, None, by_system=True),
        Action("escalate", N_("逾期升级"), _WORKED, None, by_system=True),
    ),
)
