"""The life cycles of an incident and of one dispatch. Both are working tables: one operator may do it all.

Handing over to 120, 119 or 110 is help asked for beside the work, not a state: the incident goes on.

Since version 2 an unanswered incident is escalated by a chain of `alerting`, which a city may change; what
the chain does is still written down as steps here. Version 1 had timers for it, and stays registered for
cases that began so.
"""

from dataclasses import replace

from chongyang.core.lifecycles.table import Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.emergency.rules.defaults import span, times, version
from chongyang.territory.enums import Role

INCIDENT = "emergency.incident"
DISPATCH = "emergency.dispatch"
RURAL = "rural"
"""The pace of a case whose place is in a village; any other has the urban arrival time."""

SEATS = (str(Role.OPERATOR), str(Role.SHIFT_LEAD), str(Role.DISPATCHER))
RESPONDERS = (str(Role.STATION_HEAD), str(Role.CARE_WORKER), str(Role.GRID_WORKER), str(Role.VOLUNTEER))
BOTH = (*SEATS, *RESPONDERS)

BEFORE_OFFER = ("acknowledged", "understood")
UNANSWERED = ("open", "acknowledged")
"""Where a chain may run: a call that came again stands in `acknowledged` with nobody at it."""
UNDER_WAY = ("dispatching", "assigned", "arrived")
WORKED_ON = (*BEFORE_OFFER, *UNDER_WAY)

_STATES = (
    State("open", N_("待受理")),
    State("acknowledged", N_("已受理")),
    State("understood", N_("已研判")),
    State("dispatching", N_("派单中")),
    State("assigned", N_("已接单")),
    State("arrived", N_("已到达")),
    State("resolved", N_("已处置")),
    State("closed", N_("已办结"), final=True),
    State("merged", N_("已并入"), final=True),
)

_ANSWERING = (
    Action("overflow", N_("转全体坐席"), UNANSWERED, None, by_system=True),
    Action("alert_shift_lead", N_("提醒值班长"), UNANSWERED, None, by_system=True),
    Action("flag_call_back", N_("列入回拨"), UNANSWERED, None, by_system=True),
    Action("acknowledge", N_("受理"), ("open",), "acknowledged", SEATS),
    Action("remind", N_("催办"), ("acknowledged", "understood", "resolved"), None, by_system=True),
)

_HELPERS = (
    Action("call_back", N_("回拨老人"), WORKED_ON, None, SEATS),
    Action("identify", N_("核实身份"), WORKED_ON, None, SEATS, needs=("person",)),
    Action("tell_contact", N_("通知联系人"), WORKED_ON, None, SEATS),
    Action("hand_over_120", N_("转 120 急救"), WORKED_ON, None, SEATS),
    Action("hand_over_119", N_("转 119 消防"), WORKED_ON, None, SEATS),
    Action("hand_over_110", N_("转 110 报警"), WORKED_ON, None, SEATS),
    Action("triage_again", N_("重新研判"), ("understood", *UNDER_WAY), None, SEATS, needs=("level",)),
    Action("hand_over", N_("交接班"), (*WORKED_ON, "resolved"), None, SEATS),
    Action("send_another", N_("增派人员"), ("assigned", "arrived"), None, SEATS, needs=("responder",)),
)

_SENDING = (
    Action("triage", N_("研判"), ("acknowledged",), "understood", SEATS, needs=("level",)),
    Action(
        "offer",
        N_("派单"),
        ("understood", "dispatching"),
        "dispatching",
        SEATS,
        needs=("responder",),
        restarts=True,
    ),
    Action("re_offer", N_("超时重新派单"), ("dispatching",), None, by_system=True),
    Action("accept", N_("接单"), ("dispatching",), "assigned", BOTH),
    Action("refuse_offer", N_("拒单"), ("dispatching",), None, BOTH),
    Action("release", N_("改派"), ("assigned",), "dispatching", BOTH, reason_required=True),
    Action("escalate", N_("到达超时升级"), ("assigned",), None, by_system=True),
    Action("arrive", N_("到达"), ("assigned",), "arrived", BOTH),
)

_ENDING = (
    Action("resolve", N_("处置完成"), WORKED_ON, "resolved", SEATS, needs=("outcome",)),
    Action("resolve_on_site", N_("现场处置完成"), ("arrived",), "resolved", RESPONDERS, needs=("outcome",)),
    Action("close", N_("办结"), ("resolved",), "closed", SEATS, needs=("outcome",)),
    Action("reopen", N_("重开"), ("resolved", "closed"), "acknowledged", SEATS, reason_required=True),
    Action("report_again", N_("再次呼叫"), ("resolved",), "acknowledged", by_system=True),
    Action("merge", N_("并入另一事件"), ("open", *BEFORE_OFFER), "merged", SEATS, needs=("survivor",)),
    Action(
        "join",
        N_("核实为同一人后并入"),
        ("open", *WORKED_ON, "resolved"),
        "merged",
        SEATS,
        by_system=True,
        needs=("survivor",),
    ),
    Action("unmerge", N_("撤销并入"), ("merged",), "acknowledged", SEATS, reason_required=True),
)

_TIMERS_OF_OPEN = (
    Timer("open", span("unanswered_overflow"), "overflow"),
    Timer("open", span("unanswered_shift_lead"), "alert_shift_lead", repeat=times("shift_lead_repeat")),
    Timer("open", span("unanswered_call_back"), "flag_call_back"),
)
_TIMERS = (
    Timer("acknowledged", span("triage_pause"), "remind"),
    Timer("understood", span("offer_pause"), "remind"),
    Timer("dispatching", span("offer_accept"), "re_offer", repeat=times("offer_repeat")),
    Timer("assigned", span("arrive_urban"), "escalate", paces=((RURAL, span("arrive_rural")),)),
    Timer("resolved", span("follow_up"), "remind"),
)

incident = Lifecycle(
    name=INCIDENT,
    label=N_("紧急事件"),
    version=version(),
    states=_STATES,
    initial="open",
    actions=(*_ANSWERING, *_HELPERS, *_SENDING, *_ENDING),
    timers=_TIMERS,
)

incident_1 = replace(incident, version=1, timers=(*_TIMERS_OF_OPEN, *_TIMERS))

_GOING = ("accepted", "en_route")

dispatch = Lifecycle(
    name=DISPATCH,
    label=N_("派单"),
    version=version(),
    states=(
        State("offered", N_("待接单")),
        State("accepted", N_("已接单")),
        State("en_route", N_("在途")),
        State("arrived", N_("已到达")),
        State("finished", N_("已完成"), final=True),
        State("refused", N_("已拒单"), final=True),
        State("expired", N_("已超时"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="offered",
    actions=(
        Action("accept", N_("接单"), ("offered",), "accepted", BOTH),
        Action("refuse", N_("拒单"), ("offered",), "refused", BOTH, reason_required=True),
        Action("expire", N_("接单超时"), ("offered",), "expired", by_system=True),
        Action("depart", N_("出发"), ("accepted",), "en_route", BOTH),
        Action("arrive", N_("到达"), _GOING, "arrived", BOTH),
        Action("finish", N_("完成"), ("arrived",), "finished", BOTH, by_system=True),
        Action("give_back", N_("无法前往"), _GOING, "withdrawn", RESPONDERS, reason_required=True),
        Action(
            "withdraw",
            N_("撤回"),
            ("offered", *_GOING),
            "withdrawn",
            SEATS,
            by_system=True,
            reason_required=True,
        ),
    ),
    timers=(Timer("offered", span("offer_accept"), "expire"),),
)

dispatch_1 = replace(dispatch, version=1)
