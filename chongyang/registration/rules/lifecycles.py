"""The three deciding life cycles: who asks never decides, who proposes never accepts.

Their deadlines are working days of the city's calendar, so a job fires them (`operations.deadlines`) and not
a timer of the table.
"""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.registration.enums import Route
from chongyang.registration.rules.settings import load
from chongyang.territory.enums import Role

CHANGE, HAND_OVER, APPLICATION = (
    "registration.change",
    "registration.hand_over",
    "registration.application",
)
CLERKS = (Role.COMMUNITY_OFFICER.value, Role.STREET_CLERK.value)
REVIEWERS = (Role.COUNTY_REVIEWER.value, Role.CITY_REVIEWER.value)
DECIDERS = CLERKS + REVIEWERS
ASKERS = (
    *DECIDERS,
    *(Role.ELDER.value, Role.FAMILY.value),
    *(Role.OPERATOR.value, Role.SHIFT_LEAD.value, Role.DISPATCHER.value),
    *(Role.WINDOW_CLERK.value, Role.APPROVING_DEPARTMENT.value, Role.LIAISON.value),
)
RANKS = {
    Role.COMMUNITY_OFFICER.value: Route.CLERK.rank,
    Role.STREET_CLERK.value: Route.STREET.rank,
    **dict.fromkeys(REVIEWERS, Route.COUNTY.rank),
}


def rank_of(role: str) -> int:
    """How far up a role may decide; less than nothing for one that decides nothing."""
    return RANKS.get(role, -1)


def is_decided_above(role: str, field: str) -> bool:
    """Whether a change of this field of a file is decided by a desk above this role; others write it."""
    table = load("changes")["fields"]
    return field in table and Route.of(table[field]["route"]).rank > rank_of(role)


ASK = N_("这一项由上一级核定，请提交变更申请。")


def reason_against_writing(role: str, field: str) -> str:
    """A guard of the registry: what a desk above decides is asked for, not written."""
    return ASK if is_decided_above(role, field) else ""


change = Lifecycle(
    name=CHANGE,
    label=N_("变更申请"),
    version=1,
    deciding=True,
    opening_stage="asking",
    states=(
        State("open", N_("待审核")),
        State("returned", N_("待补充")),
        State("approved", N_("已变更"), final=True),
        State("refused", N_("未同意"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="open",
    actions=(
        Action(
            "approve",
            N_("同意变更"),
            ("open",),
            "approved",
            DECIDERS,
            stage="decision",
            needs=("level",),
        ),
        Action(
            "return",
            N_("退回补充"),
            ("open",),
            "returned",
            DECIDERS,
            stage="decision",
            needs=("level",),
            reason_required=True,
        ),
        Action(
            "refuse",
            N_("不同意"),
            ("open", "returned"),
            "refused",
            DECIDERS,
            stage="decision",
            needs=("level",),
            reason_required=True,
        ),
        Action("resubmit", N_("补充后重新提交"), ("returned",), "open", ASKERS, stage="asking"),
        Action("withdraw", N_("撤回"), ("open", "returned"), "withdrawn", ASKERS, stage="asking"),
        Action("escalate", N_("逾期上报"), ("open",), None, by_system=True),
    ),
)

hand_over = Lifecycle(
    name=HAND_OVER,
    label=N_("迁移交接"),
    version=1,
    deciding=True,
    opening_stage="proposal",
    states=(
        State("proposed", N_("等待对方答复")),
        State("accepted", N_("已交接"), final=True),
        State("refused", N_("对方未接收"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="proposed",
    actions=(
        Action("accept", N_("接收"), ("proposed",), "accepted", DECIDERS, stage="answer", needs=("side",)),
        Action(
            "refuse",
            N_("不接收"),
            ("proposed",),
            "refused",
            DECIDERS,
            stage="answer",
            needs=("side",),
            reason_required=True,
        ),
        Action("withdraw", N_("撤回"), ("proposed",), "withdrawn", DECIDERS, stage="proposal"),
        Action("escalate", N_("逾期上报"), ("proposed",), None, by_system=True),
    ),
)

application = Lifecycle(
    name=APPLICATION,
    label=N_("入网申请"),
    version=1,
    deciding=True,
    opening_stage="applying",
    states=(
        State("waiting", N_("待受理")),
        State("accepted", N_("已登记"), final=True),
        State("linked", N_("原已登记"), final=True),
        State("refused", N_("未受理"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="waiting",
    actions=(
        Action("accept", N_("受理并登记"), ("waiting",), "accepted", CLERKS, stage="decision"),
        Action("link", N_("就是已有的档案"), ("waiting",), "linked", CLERKS, stage="decision"),
        Action(
            "refuse",
            N_("不予受理"),
            ("waiting",),
            "refused",
            CLERKS,
            stage="decision",
            reason_required=True,
        ),
        Action(
            "withdraw",
            N_("撤回"),
            ("waiting",),
            "withdrawn",
            (Role.FAMILY.value, Role.ELDER.value),
            stage="applying",
        ),
        Action("escalate", N_("逾期提醒"), ("waiting",), None, by_system=True),
    ),
)
