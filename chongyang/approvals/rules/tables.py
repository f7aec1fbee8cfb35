"""The deciding life cycle of each stage, made from the catalogue: every human action in a stage of its own.

Who applies, the window, who convenes the joint review and each department are different people of one case;
nobody stands in two places. An item leaves the case where it is; when all are done the system closes it.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from chongyang.approvals.enums import (
    COMPLETING,
    PERMITTED,
    PROCESSING,
    REFUSED,
    SUBMITTED,
    SUSPENDED,
    TURNED_AWAY,
    WITHDRAWN,
)
from chongyang.approvals.rules.catalogue import Catalogue, Item, Stage, load
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import CAPABILITIES, Can

APPLYING, WINDOW, CONVENING = "applying", "window", "convening"
OWN_ITEM, FIRST_TIME, OPINIONS, ALL_DONE = "own_item", "first_time", "opinions", "all_done"
APPLICANTS = tuple(sorted(role.value for role, held in CAPABILITIES.items() if Can.APPLY_APPROVALS in held))
CLERKS, OFFICERS = (Role.WINDOW_CLERK.value,), (Role.APPROVING_DEPARTMENT.value,)
OPEN = (SUBMITTED, COMPLETING, PROCESSING, SUSPENDED)


def place_of(item: Item) -> str:
    """The place in a case of whoever decides an item: one for all items of a department of the plan."""
    return item.department.rpartition(".")[2].replace("-", "_")


def make_table(stage: Stage) -> Lifecycle:
    """The table of one stage."""
    return Lifecycle(
        name=stage.lifecycle,
        label=stage.label,
        version=1,
        deciding=True,
        opening_stage=APPLYING,
        states=STATES,
        initial=SUBMITTED,
        actions=tuple(_actions(stage)),
    )


STATES = (
    State(SUBMITTED, N_("待受理")),
    State(COMPLETING, N_("待补正")),
    State(PROCESSING, N_("各部门并联办理")),
    State(SUSPENDED, N_("已停表，待补正")),
    State(PERMITTED, N_("已办结，准予许可"), final=True),
    State(REFUSED, N_("已办结，不予许可"), final=True),
    State(TURNED_AWAY, N_("不予受理"), final=True),
    State(WITHDRAWN, N_("已撤回"), final=True),
)


def _actions(stage: Stage) -> Iterator[Action]:
    yield Action("accept", N_("受理申请"), (SUBMITTED,), PROCESSING, CLERKS, stage=WINDOW)
    once: dict[str, Any] = {"stage": WINDOW, "needs": (FIRST_TIME,)}
    yield Action("ask_completion", N_("一次性告知补正"), (SUBMITTED,), COMPLETING, CLERKS, **once)
    yield Action("suspend", N_("办理中告知补正，停止计时"), (PROCESSING,), SUSPENDED, CLERKS, **once)
    yield Action("complete", N_("补正后交回"), (COMPLETING,), SUBMITTED, APPLICANTS, stage=APPLYING)
    yield Action("resume", N_("补正后交回，继续计时"), (SUSPENDED,), PROCESSING, APPLICANTS, stage=APPLYING)
    told: dict[str, Any] = {"reason_required": True}
    away = (SUBMITTED, COMPLETING)
    yield Action("turn_away", N_("不予受理"), away, TURNED_AWAY, CLERKS, stage=WINDOW, **told)
    yield Action("withdraw", N_("撤回"), OPEN, WITHDRAWN, APPLICANTS, stage=APPLYING)
    yield Action("remind", N_("期限提醒"), OPEN, None, by_system=True)
    yield Action("escalate", N_("逾期上报"), OPEN, None, by_system=True)
    yield from _deciding(stage)


def _deciding(stage: Stage) -> Iterator[Action]:
    """What departments do; whose an item is, its row says, and the operation asks."""
    for item in stage.items:
        yield from _of_item(item)
    if stage.joint:
        held: dict[str, Any] = {"stage": CONVENING, "needs": (OWN_ITEM,)}
        ready: dict[str, Any] = {"stage": CONVENING, "needs": (OWN_ITEM, OPINIONS)}
        yield Action("call_joint", N_("召集联合审查"), (PROCESSING,), None, OFFICERS, **held)
        yield Action("pass_joint", N_("联合审查通过"), (PROCESSING,), None, OFFICERS, **ready)
        yield Action(
            "fail_joint", N_("联合审查不通过"), (PROCESSING,), None, OFFICERS, reason_required=True, **ready
        )
    yield Action("finish", N_("阶段办结"), (PROCESSING,), PERMITTED, needs=(ALL_DONE,), by_system=True)


def _of_item(item: Item) -> Iterator[Action]:
    held: dict[str, Any] = {"stage": place_of(item), "needs": (OWN_ITEM,)}
    here = (PROCESSING,)
    yield Action(f"permit_{item.name}", item.label, here, None, OFFICERS, **held)
    yield Action(f"refuse_{item.name}", item.label, here, REFUSED, OFFICERS, reason_required=True, **held)
    yield Action(f"lack_{item.name}", N_("提出材料缺项"), here, None, OFFICERS, reason_required=True, **held)
    yield Action(f"opine_{item.name}", N_("提出联合审查意见"), here, None, OFFICERS, **held)


@cache
def tables(catalogue: Catalogue | None = None) -> dict[str, Lifecycle]:
    """Every stage's table by the name of the stage."""
    return {stage.name: make_table(stage) for stage in (catalogue or load()).stages}
