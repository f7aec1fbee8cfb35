"""Contests of claims and told deaths: who takes which step, and until when (`data/answers.yaml`)."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chongyang.core.lifecycles.table import ANYONE, Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.territory.enums import Role

CONTEST, STOP = "claims.contest", "claims.stop"
STEWARDS = (Role.DATA_STEWARD.value, Role.CITY_REVIEWER.value, Role.COUNTY_REVIEWER.value)
CONFIRMERS = (Role.STREET_CLERK.value, Role.COMMUNITY_OFFICER.value, Role.COUNTY_REVIEWER.value)

VALUE_LACKS = N_("请填写更正后的内容。")
REASON_LACKS = N_("请选择原因。")
NOTE_LACKS = N_("请写明依据。")
WORD_LACKS = N_("请选择哪个部门说得不对。")
ANSWER_LACKS = N_("请写明给提出人的答复。")
NO_CLAIM = N_("没有这条部门数据，或它已经失效。")
OPEN_ALREADY = N_("这一项已经有人提出异议，正在核实。")
NOT_DEAD = N_("请填写死亡日期。")


@cache
def settings() -> Mapping[str, Any]:
    """Deadlines of the installation."""
    text = files("chongyang.claims").joinpath("data/answers.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


contest = Lifecycle(
    name=CONTEST,
    label=N_("对部门数据的异议"),
    version=1,
    states=(
        State("open", N_("待答复")),
        State("asked", N_("已转来源部门")),
        State("upheld", N_("维持原说法"), final=True),
        State("corrected", N_("已更正"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="open",
    actions=(
        Action("ask", N_("转来源部门核实"), ("open",), "asked", STEWARDS),
        Action("uphold", N_("维持原说法"), ("open", "asked"), "upheld", STEWARDS, needs=("answer",)),
        Action("correct", N_("更正"), ("open", "asked"), "corrected", STEWARDS, needs=("answer", "value")),
        Action("withdraw", N_("撤回异议"), ("open", "asked"), "withdrawn", (ANYONE,)),
        Action("escalate", N_("逾期上报"), ("open", "asked"), None, by_system=True),
    ),
)

stop = Lifecycle(
    name=STOP,
    label=N_("去世线索"),
    version=1,
    states=(
        State("waiting", N_("待确认")),
        State("confirmed", N_("已确认去世")),
        State("rejected", N_("已退回")),
        State("lapsed", N_("线索已撤回"), final=True),
        State("righted", N_("确认有误，已改正"), final=True),
    ),
    initial="waiting",
    actions=(
        Action(
            "confirm",
            N_("确认去世，停止各项服务"),
            ("waiting", "rejected"),
            "confirmed",
            CONFIRMERS,
            needs=("day",),
        ),
        Action("reject", N_("退回来源部门"), ("waiting",), "rejected", CONFIRMERS, reason_required=True),
        Action("put_right", N_("恢复"), ("confirmed",), "righted", CONFIRMERS, reason_required=True),
        Action("close", N_("档案已另行改为去世"), ("waiting",), "confirmed", by_system=True),
        Action("lapse", N_("来源已撤回"), ("waiting",), "lapsed", by_system=True),
        Action("escalate", N_("逾期上报"), ("waiting",), None, by_system=True),
    ),
    timers=(Timer("waiting", timedelta(hours=settings()["stop"]["red_after_hours"]), "escalate", repeat=6),),
)
