"""Checks of calls, care calls, call-backs, orders, follow-ups and hand-overs."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
DEAD_PERSON = f"JOIN ({DEAD}) AS dead ON dead.id = x.person"


def _of(
    table: str,
    name: str,
    label: str,
    says: str,
    severity: Severity,
    where: str,
    mend: str,
    opens: str = "id",
    joined: str = "",
) -> Check:
    has_person = table not in ("hotline_handover", "hotline_callaudit")
    person = "x.person" if has_person else "NULL::uuid AS person"
    rows = f"SELECT x.id, x.area, {person} FROM {table} x {joined} WHERE {where}"
    return Check(f"hotline.{name}", label, says, severity, rows, mend, opens, "", NUMBERS)


CHECKS = (
    _of(
        "hotline_carecall",
        "care_call_for_dead",
        N_("给已故老人安排了关爱电话"),
        N_("家属接到会很难过。取消今天的呼叫，并核实死亡登记。"),
        Severity.SEVERE,
        "x.state IN ('planned', 'waiting', 'calling')",
        "hotline_care_call",
        joined=DEAD_PERSON,
    ),
    _of(
        "hotline_carecall",
        "care_call_stuck",
        N_("接手后没有结果的关爱电话"),
        N_("有人接手而没有记录结果，别人也不会再打。交回或补记。"),
        Severity.SERIOUS,
        "x.state = 'calling' AND x.taken_at < %(now)s - make_interval(hours => %(taken_hours)s)",
        "hotline_care_call",
    ),
    _of(
        "hotline_carecall",
        "care_call_left_over",
        N_("昨天以前没有打完的关爱电话"),
        N_("当天没有打，也没有人说明。核实老人是否平安。"),
        Severity.SERIOUS,
        "x.on < %(today)s AND x.state IN ('planned', 'waiting', 'calling')",
        "hotline_care_call",
    ),
    _of(
        "hotline_carepause",
        "pause_of_dead",
        N_("已故老人的关爱电话暂停还开着"),
        N_("结束暂停。"),
        Severity.SLIGHT,
        "x.ended_at IS NULL",
        "street_elder",
        "person",
        DEAD_PERSON,
    ),
    _of(
        "hotline_carepause",
        "pause_run_out",
        N_("关爱电话的暂停早已到期"),
        N_("到期后没有结束，老人回来了没有人打电话。结束暂停。"),
        Severity.SERIOUS,
        "x.ended_at IS NULL AND x.until <= %(today)s::date - 1",
        "street_elder",
        "person",
    ),
    _of(
        "emergency_call",
        "call_without_end",
        N_("通话没有结束"),
        N_("通话显示进行了几个小时：交换机没有说结束。挂断。"),
        Severity.SERIOUS,
        "x.state = 'talking' AND x.answered_at < %(now)s - make_interval(hours => %(talk_hours)s)",
        "seat_line",
    ),
    _of(
        "emergency_call",
        "call_ringing_too_long",
        N_("一直在振铃的来电"),
        N_("来电早已挂断而没有转为回拨。核查交换机的消息。"),
        Severity.SEVERE,
        "x.state = 'ringing' AND x.began_at < %(now)s - make_interval(mins => %(ring_minutes)s)",
        "seat_line",
    ),
    _of(
        "emergency_call",
        "call_answered_before_it_began",
        N_("接听早于呼入"),
        N_("时间录错，接通率会算错。"),
        Severity.SLIGHT,
        "x.answered_at < x.began_at OR x.ended_at < x.answered_at",
        "seat_line",
    ),
    _of(
        "emergency_call",
        "emergency_without_incident",
        N_("紧急求助的来电没有事件"),
        N_("来电归为紧急求助，却没有立案派人。立即核实。"),
        Severity.SEVERE,
        "x.purpose = 'emergency' AND x.direction = 'in' AND x.incident_id IS NULL AND x.state = 'ended'",
        "seat_line",
    ),
    _of(
        "hotline_callback",
        "call_back_overdue",
        N_("未接来电过时没有回拨"),
        N_("打来的人可能需要帮助。立即回拨。"),
        Severity.SEVERE,
        "x.closed_at IS NULL AND x.due_at < %(now)s - interval '1 hour'",
        "seat_call_backs",
        "",
    ),
    _of(
        "hotline_order",
        "order_overdue",
        N_("超过期限没有办结的工单"),
        N_("已过承诺的期限，应催办或申请延期。"),
        Severity.SERIOUS,
        "x.closed_at IS NULL AND x.answered_at IS NULL AND x.due_at < %(now)s",
        "hotline_order",
    ),
    _of(
        "hotline_order",
        "order_unassigned_person_dead",
        N_("已故老人的工单还没有办结"),
        N_("核实后办结，并向来电人说明。"),
        Severity.SERIOUS,
        "x.closed_at IS NULL",
        "hotline_order",
        joined=DEAD_PERSON,
    ),
    _of(
        "hotline_followup",
        "follow_up_of_dead",
        N_("要回访已故的老人"),
        N_("不要打这通电话。改为联系家属后办结。"),
        Severity.SEVERE,
        "x.ended_at IS NULL",
        "hotline_follow_up",
        joined=DEAD_PERSON,
    ),
    _of(
        "hotline_followup",
        "follow_up_overdue",
        N_("到期三天还没有做的回访"),
        N_("事后的情况没有人问过。补做回访。"),
        Severity.SERIOUS,
        "x.ended_at IS NULL AND x.due_at < %(now)s - interval '3 days'",
        "hotline_follow_up",
    ),
    _of(
        "hotline_handover",
        "hand_over_not_accepted",
        N_("交班没有人接"),
        N_("交班时未了的事没有人负责。接班或查明。"),
        Severity.SERIOUS,
        "x.accepted_at IS NULL AND x.given_at < %(now)s - make_interval(hours => %(hand_over_hours)s)",
        "shift",
        "",
    ),
    _of(
        "hotline_callaudit",
        "audit_overdue",
        N_("过期没有完成的通话抽检"),
        N_("本月的抽检没有做完。补做。"),
        Severity.SLIGHT,
        "x.reviewed_at IS NULL AND x.due_on < %(today)s",
        "shift",
        "",
    ),
)
