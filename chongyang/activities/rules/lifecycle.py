"""The life cycle of an enrolment, a working table. Times are watched by a job, not by timers: whoever changes
an enrolment holds its offering first (ADR 0054), and a timer would hold the case first.
"""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can

ENROLMENT = "activities.enrolment"


def roles_with(*any_of: Can) -> tuple[str, ...]:
    """The roles that have one of these capabilities."""
    return tuple(role.value for role in Role if any(can(role, one) for one in any_of))


WHO = roles_with(Can.ORDER_OWN, Can.ORDER_SERVICES, Can.KEEP_ACTIVITIES)
KEEPERS = roles_with(Can.KEEP_ACTIVITIES)

enrolment = Lifecycle(
    name=ENROLMENT,
    label=N_("课程和出游报名"),
    version=1,
    initial="asked",
    states=(
        State("asked", N_("已申请")),
        State("waiting", N_("候补")),
        State("placed", N_("有名额，待缴费")),
        State("confirmed", N_("报名成功")),
        State("withdrawn", N_("已退出"), final=True),
        State("ended", N_("已结束"), final=True),
        State("absent", N_("一次没来"), final=True),
    ),
    actions=(
        Action("place", N_("给名额"), ("asked", "waiting"), "placed", WHO, by_system=True),
        Action("wait", N_("排候补"), ("asked",), "waiting", WHO, by_system=True),
        Action("confirm", N_("确认"), ("placed",), "confirmed", WHO, by_system=True),
        Action(
            "withdraw",
            N_("退出"),
            ("asked", "waiting", "placed", "confirmed"),
            "withdrawn",
            WHO,
            by_system=True,
            reason_required=True,
        ),
        Action("lapse", N_("逾期退回名额"), ("waiting", "placed"), "withdrawn", by_system=True),
        Action("end", N_("结束"), ("confirmed",), "ended", by_system=True),
        Action("miss", N_("记为一次没来"), ("confirmed",), "absent", by_system=True),
    ),
)
