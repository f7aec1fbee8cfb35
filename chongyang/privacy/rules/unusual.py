"""Unusual reading: the named rules, and the life cycle of what they find.

A finding is a question, no judgement: somebody explains, somebody else closes it. Thresholds are data
(`data/reading.yaml`).
"""

from datetime import timedelta
from typing import Any

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import ANYONE, Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.roles import SUPERVISORS

FINDING = "privacy.finding"


class Rule(Labelled):
    """What makes reading unusual; the value stands in rows for ever."""

    MANY_FILES = "many_files", N_("一小时内打开很多份档案")
    AT_NIGHT = "at_night", N_("夜间打开档案")
    OUT_OF_AREA = "out_of_area", N_("打开工作范围以外的档案")
    SAME_SURNAME = "same_surname", N_("多次打开同姓老人的同一份档案")
    OWN_RELATIVE = "own_relative", N_("档案的联系人与查看人或其同事同名")
    SAME_FILE = "same_file", N_("反复打开同一份档案")
    MANY_REVEALS = "many_reveals", N_("一小时内多次显示原文")
    SLOW_REVEALS = "slow_reveals", N_("三十天内显示很多人的原文")
    NO_OPENING = "no_opening", N_("多次查找而不打开档案")
    AFTER_DEATH = "after_death", N_("老人去世很久以后仍打开档案")
    IDENTITY_PROBE = "identity_probe", N_("多次查询证件号码是否已登记")
    SLOW_PROBE = "slow_probe", N_("七天内多次查询证件号码是否已登记")
    EXPORT_NEAR_LIMIT = "export_near_limit", N_("当日导出人数接近上限")
    MANY_GLASSES = "many_glasses", N_("多次应急调阅")
    GLASS_AGAIN = "glass_again", N_("应急调阅到期后又打开同一份档案")
    GLASS_ABUSED = "glass_abused", N_("应急调阅被认定为滥用")


class Verdict(Labelled):
    """How a finding ends."""

    EXPLAINED = "explained", N_("有正当理由")
    FALSE_ALARM = "false_alarm", N_("规则误报")
    WARNED = "warned", N_("已提醒查看人")
    REFERRED = "referred", N_("移交纪检或主管部门")


def limit_of(rule: Rule, role: str = "") -> int:
    """From how many on this is unusual for a role."""
    row = settings("reading")["rules"][rule.value]
    return int(row.get("roles", {}).get(role, row["limit"]))


def options_of(rule: Rule) -> dict[str, Any]:
    """The rule's row of the data."""
    return dict(settings("reading")["rules"][rule.value])


def is_night(hour: int) -> bool:
    """Whether this hour of the city's day is night by the rule."""
    row = options_of(Rule.AT_NIGHT)
    return hour >= int(row["from"]) or hour < int(row["until"])


def surname_of(name: str) -> str:
    """欧阳 of 欧阳修, 张 of 张三; empty for what is no Chinese name."""
    if not name or name[0].isascii():
        return ""
    double = name[:2]
    return double if len(name) > 2 and double in settings("reading")["double_surnames"] else name[0]


_follow = settings("reading")["follow_up"]
_OPEN = ("open", "asked", "explained", "escalated")

finding = Lifecycle(
    name=FINDING,
    label=N_("异常查看"),
    version=1,
    states=(
        State("open", N_("待核查")),
        State("asked", N_("已要求说明")),
        State("explained", N_("已说明")),
        State("escalated", N_("逾期升级")),
        State("closed", N_("已结案"), final=True),
    ),
    initial="open",
    actions=(
        Action(
            "ask",
            N_("要求说明"),
            ("open", "escalated", "explained"),
            "asked",
            SUPERVISORS,
            stage="supervising",
            needs=("not_reader",),
        ),
        Action(
            "explain",
            N_("说明原因"),
            ("open", "asked", "escalated"),
            "explained",
            (ANYONE,),
            stage="reading",
            needs=("is_reader",),
            reason_required=True,
        ),
        Action(
            "close",
            N_("结案"),
            _OPEN,
            "closed",
            SUPERVISORS,
            stage="supervising",
            needs=("not_reader", "verdict"),
            reason_required=True,
        ),
        Action("escalate", N_("逾期升级"), ("open", "asked"), "escalated", by_system=True),
    ),
    timers=(
        Timer("open", timedelta(hours=_follow["look_hours"]), "escalate"),
        Timer("asked", timedelta(hours=_follow["explain_hours"]), "escalate"),
    ),
    deciding=True,
    opening_stage="finding",
)
