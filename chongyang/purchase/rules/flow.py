"""The life cycle of a decision about a person, and the numbers of `data/flow.yaml`. Pure.

The community or street applies, a third party assesses, the county decides, and what it decided is public for
some days before it is in force. Nobody holds two of these.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.purchase.enums import (
    ASSESSMENT,
    DECISION,
    IN_FORCE,
    NOTICE,
    REFUSED,
    STOPPED,
    WITHDRAWN,
)
from chongyang.territory.enums import Role

NAME = "purchase.entitlement"
APPLYING, ASSESSING, DECIDING, OBJECTION = "applying", "assessing", "deciding", "objection"
UNRELATED, ENTITLED, NO_OBJECTION = "unrelated", "entitled", "no_objection"
APPLICANTS = (Role.COMMUNITY_OFFICER.value, Role.STREET_CLERK.value)
ASSESSORS = (Role.THIRD_PARTY_ASSESSOR.value,)
DECIDERS = (Role.COUNTY_REVIEWER.value,)
ANSWERERS = (Role.COUNTY_REVIEWER.value, Role.CITY_REVIEWER.value)
WAITS_FOR = {ASSESSMENT: ASSESSORS, DECISION: DECIDERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The days of a contract."""

    publish_workdays: int
    file_workdays: int
    warn_days: int
    warn_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    workdays: dict[str, int]
    notice_workdays: int
    answer_workdays: int
    seen_months: int
    recheck_day: int
    contract: Clocks


@cache
def load() -> Settings:
    """The shipped file."""
    text = resources.files("chongyang.purchase").joinpath("data", "flow.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = read_yaml(text)
    del told["source"], told["confirmed"]
    return Settings(**told | {"contract": Clocks(**told["contract"])})


def _act(name: str, label: str, sources: tuple[str, ...], target: str | None, **told: Any) -> Action:
    needs = (UNRELATED, *told.pop("needs", ()))
    return Action(name, label, sources, target, needs=needs, **told)


_DECIDES: dict[str, Any] = {"roles": DECIDERS, "stage": DECIDING}
_ANSWERS: dict[str, Any] = {"roles": ANSWERERS, "stage": OBJECTION, "reason_required": True}
_APPLIES: dict[str, Any] = {"roles": APPLICANTS, "stage": APPLYING, "reason_required": True}

TABLE = Lifecycle(
    name=NAME,
    label=N_("政府购买服务对象认定"),
    version=1,
    deciding=True,
    opening_stage=APPLYING,
    states=(
        State(ASSESSMENT, N_("待第三方评估")),
        State(DECISION, N_("待县级决定")),
        State(NOTICE, N_("公示中")),
        State(IN_FORCE, N_("享受中")),
        State(REFUSED, N_("未同意"), final=True),
        State(WITHDRAWN, N_("已撤回"), final=True),
        State(STOPPED, N_("已停止"), final=True),
    ),
    initial=ASSESSMENT,
    actions=(
        _act("assess", N_("登记评估结果"), (ASSESSMENT,), DECISION, roles=ASSESSORS, stage=ASSESSING),
        _act("approve", N_("同意并公示"), (DECISION,), NOTICE, needs=(ENTITLED,), **_DECIDES),
        _act("refuse", N_("不同意"), (DECISION,), REFUSED, reason_required=True, **_DECIDES),
        _act("send_back", N_("退回重新评估"), (DECISION,), ASSESSMENT, reason_required=True, **_DECIDES),
        _act("answer_objection", N_("答复异议：不成立"), (NOTICE,), None, **_ANSWERS),
        _act("uphold_objection", N_("异议成立，重新决定"), (NOTICE,), DECISION, **_ANSWERS),
        Action(
            "close_notice",
            N_("公示期满，开始享受"),
            (NOTICE,),
            IN_FORCE,
            needs=(NO_OBJECTION,),
            by_system=True,
        ),
        Action("withdraw", N_("撤回申请"), (ASSESSMENT, DECISION, NOTICE), WITHDRAWN, **_APPLIES),
        Action("give_up", N_("本人不再需要"), (IN_FORCE,), STOPPED, **_APPLIES),
        Action(
            "stop",
            N_("不再符合条件，停止"),
            (ASSESSMENT, DECISION, NOTICE, IN_FORCE),
            STOPPED,
            by_system=True,
        ),
    ),
)
