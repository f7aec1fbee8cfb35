"""The life cycle of an order, a working table: one for call, portal, family, plan and visit.

A refusal or a silence leads to `refused`, from where the next provider is asked; nobody left to ask, the
order waits there for the desk. What happens at the door comes from `visits`, what is paid from `settlement`.
"""

from dataclasses import replace

from chongyang.core.lifecycles.table import Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.orders.rules.times import span, version
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can

ORDER = "orders.order"
SOON = "soon"
"""The pace of an order for today or tomorrow: it is answered sooner."""


def roles_with(*any_of: Can) -> tuple[str, ...]:
    """The roles that have one of these capabilities."""
    return tuple(role.value for role in Role if any(can(role, one) for one in any_of))


DESK = roles_with(Can.ORDER_SERVICES)
OWN = roles_with(Can.ORDER_OWN)
PROVIDER = roles_with(Can.PROVIDE_SERVICES)
PLANNER = roles_with(Can.PLAN_VISITS)
DOOR = roles_with(Can.MAKE_VISITS)
CHECKER = roles_with(Can.VERIFY_VISITS)
PAYER = roles_with(Can.SETTLE_SERVICES)

TO_OFFER = ("created", "refused")
GOING = ("accepted", "on_the_way")
AT_THE_DOOR = ("arrived", "started", "paused")
AFTER = ("done", "confirmed", "disputed")
UNPAID = (*TO_OFFER, "offered", *GOING, *AT_THE_DOOR, *AFTER)
"""Where an order can still be withdrawn."""
OPEN = UNPAID
BEFORE = (*TO_OFFER, "offered", *GOING)
"""Nobody is at the door yet."""
CLOSED = ("settled", "withdrawn", "expired")
HELPED = (*AFTER, "verified", "settled")

_STATES = (
    State("created", N_("已下单")),
    State("offered", N_("待服务商答复")),
    State("accepted", N_("已接单")),
    State("refused", N_("待改派")),
    State("on_the_way", N_("在路上")),
    State("arrived", N_("已到门口")),
    State("started", N_("服务中")),
    State("paused", N_("暂停")),
    State("done", N_("已做完")),
    State("confirmed", N_("老人已确认")),
    State("disputed", N_("有异议")),
    State("verified", N_("已核实")),
    State("settled", N_("已结算"), final=True),
    State("withdrawn", N_("已撤销"), final=True),
    State("expired", N_("已过期"), final=True),
)

_ASKING = (
    Action(
        "offer",
        N_("请服务商接单"),
        (*TO_OFFER, "offered"),
        "offered",
        (*DESK, *OWN),
        needs=("provider",),
        by_system=True,
        restarts=True,
    ),
    Action("accept", N_("接单"), ("offered",), "accepted", (*PROVIDER, *DESK), by_system=True),
    Action(
        "refuse",
        N_("不能接单"),
        ("offered", *GOING),
        "refused",
        (*PROVIDER, *DESK),
        by_system=True,
        reason_required=True,
    ),
    Action("lapse", N_("超时未答复"), ("offered",), "refused", by_system=True),
    Action("assign", N_("派人"), GOING, None, (*PROVIDER, *PLANNER, *DESK), by_system=True, needs=("carer",)),
    Action("expire", N_("过期"), (*TO_OFFER, "offered"), "expired", by_system=True),
)

_VISITING = (
    Action("set_out", N_("出发"), ("accepted",), "on_the_way", (*DOOR, *PROVIDER, *DESK), by_system=True),
    Action("arrive", N_("到达"), GOING, "arrived", (*DOOR, *PROVIDER, *DESK), by_system=True),
    Action("start", N_("开始"), (*GOING, "arrived"), "started", (*DOOR, *PROVIDER, *DESK), by_system=True),
    Action("pause", N_("暂停"), ("started",), "paused", (*DOOR, *PROVIDER), by_system=True),
    Action("resume", N_("继续"), ("paused",), "started", (*DOOR, *PROVIDER), by_system=True),
    Action("finish", N_("做完"), ("started", "paused"), "done", (*DOOR, *PROVIDER, *DESK), by_system=True),
)

_CHECKING = (
    Action("confirm", N_("老人确认"), ("done", "disputed"), "confirmed", (*OWN, *DESK), by_system=True),
    Action(
        "dispute",
        N_("提出异议"),
        ("done", "confirmed", "verified"),
        "disputed",
        (*OWN, *DESK, *CHECKER),
        reason_required=True,
    ),
    Action("verify", N_("核实"), AFTER, "verified", CHECKER, by_system=True),
    Action("settle", N_("结算"), ("verified",), "settled", PAYER, by_system=True),
    Action("redo", N_("免费重做"), HELPED, None, (*DESK, *CHECKER), by_system=True, reason_required=True),
)

_ENDING = (
    Action(
        "withdraw",
        N_("撤销"),
        UNPAID,
        "withdrawn",
        (*OWN, *DESK, *CHECKER),
        by_system=True,
        reason_required=True,
    ),
)

order = Lifecycle(
    name=ORDER,
    label=N_("上门服务订单"),
    version=version(),
    states=_STATES,
    initial="created",
    actions=(*_ASKING, *_VISITING, *_CHECKING, *_ENDING),
    timers=(Timer("offered", span("answer"), "lapse", paces=((SOON, span("answer_soon")),)),),
)

first = replace(
    order,
    version=1,
    actions=tuple(replace(one, by_system=False) if one.name == "accept" else one for one in order.actions),
)
"""What orders began with before a published menu could accept by itself; known while such orders run."""
