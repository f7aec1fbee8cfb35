"""Checks of incidents, the links of their chain, and the dispatches."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD, FILES

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
SEAT, LEDGER = "seat_incident", "ledger_incident"
OURS = "ARRAY['received','answered','understood','assigned','accepted','arrived','closed']"
"""The links by the platform's own clock, in their order; a name may be known at any time."""


def of_incident(
    name: str, label: str, says: str, severity: Severity, where: str, joined: str = "", mend: str = SEAT
) -> Check:
    rows = f"SELECT i.id, i.area, i.person FROM emergency_incident i {joined} WHERE {where}"
    return Check(f"emergency.{name}", label, says, severity, rows, mend, "id", "", NUMBERS)


def of_dispatch(name: str, label: str, says: str, severity: Severity, where: str) -> Check:
    rows = f"""SELECT i.id, i.area, i.person FROM emergency_dispatch d
        JOIN emergency_incident i ON i.id = d.incident_id WHERE {where}"""
    return Check(f"emergency.{name}", label, says, severity, rows, LEDGER, "id", "", NUMBERS)


CHECKS = (
    of_incident(
        "incident_of_dead",
        N_("已故老人名下有未办结的事件"),
        N_("或是死亡登记错了人，或是设备在别人手里。先核实老人是否健在。"),
        Severity.SEVERE,
        "i.closed_at IS NULL",
        f"JOIN ({DEAD}) AS dead ON dead.id = i.person",
    ),
    of_incident(
        "incident_of_nobody",
        N_("事件指向不存在的档案"),
        N_("重新确认求助人是谁。"),
        Severity.SERIOUS,
        f"i.person IS NOT NULL AND NOT EXISTS (SELECT FROM ({FILES}) AS file WHERE file.id = i.person)",
    ),
    of_incident(
        "incident_too_long",
        N_("一天以上没有办结的事件"),
        N_("没有人知道结果。联系老人后办结。"),
        Severity.SEVERE,
        "i.closed_at IS NULL AND i.opened_at < %(now)s - make_interval(hours => %(open_hours)s)",
    ),
    of_incident(
        "incident_twice_open",
        N_("同一人的两份档案各有未办结的同类事件"),
        N_("两份档案是同一人，两个事件应合并，免得两拨人上门。"),
        Severity.SERIOUS,
        f"""i.closed_at IS NULL AND EXISTS (SELECT FROM emergency_incident o
            JOIN ({FILES}) AS other ON other.id = o.person
            WHERE o.id <> i.id AND o.closed_at IS NULL AND o.kind = i.kind AND o.person <> i.person
            AND coalesce(other.same_as_id, other.id) = coalesce(file.same_as_id, file.id))""",
        f"JOIN ({FILES}) AS file ON file.id = i.person",
    ),
    of_incident(
        "incident_closed_before_opened",
        N_("办结早于受理"),
        N_("时间录错，台账会算出负数。请值班长更正。"),
        Severity.SERIOUS,
        "i.closed_at < i.opened_at",
        mend=LEDGER,
    ),
    of_incident(
        "incident_open_in_final_state",
        N_("状态已办结而没有办结时间（或相反）"),
        N_("看板和台账对不上。请数据管理员核查。"),
        Severity.SERIOUS,
        "(i.state IN ('closed', 'merged')) <> (i.closed_at IS NOT NULL)",
        mend=LEDGER,
    ),
    of_incident(
        "incident_without_origin",
        N_("事件没有来由"),
        N_("不知道是谁报的、从哪里来的。请数据管理员核查。"),
        Severity.SERIOUS,
        """NOT EXISTS (SELECT FROM emergency_origin o WHERE o.incident_id = i.id)
        AND NOT EXISTS (SELECT FROM emergency_originmove m WHERE m.source_id = i.id OR m.target_id = i.id)""",
        mend=LEDGER,
    ),
    of_incident(
        "incident_merged_into_itself",
        N_("事件并入了自己，或并入的事件又被并入"),
        N_("台账里两个都不算。撤销合并后重新合并。"),
        Severity.SERIOUS,
        "o.merged_into_id IS NOT NULL",
        "JOIN emergency_incident o ON o.id = i.merged_into_id",
    ),
    of_incident(
        "incident_without_times",
        N_("台账里没有这起事件的用时"),
        N_("运行 measure_incidents 补算。"),
        Severity.SLIGHT,
        """i.closed_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM emergency_incidenttimes t WHERE t.incident_id = i.id)""",
        mend=LEDGER,
    ),
    Check(
        "emergency.links_out_of_order",
        N_("响应链的环节次序颠倒"),
        N_("例如到达早于派单。请值班长核实后更正环节时间。"),
        Severity.SERIOUS,
        f"""SELECT DISTINCT i.id, i.area, i.person FROM (
            SELECT l.incident_id, l.at, lag(l.at) OVER (
                PARTITION BY l.incident_id ORDER BY array_position({OURS}, l.link::text)) AS before
            FROM emergency_link l WHERE l.link::text = ANY({OURS}) AND NOT l.is_void
            AND NOT EXISTS (SELECT FROM emergency_link c WHERE c.corrects_id = l.id)
        ) AS pair JOIN emergency_incident i ON i.id = pair.incident_id WHERE pair.at < pair.before""",
        LEDGER,
        "id",
    ),
    of_dispatch(
        "dispatch_left_open",
        N_("事件已办结而派单还开着"),
        N_("响应人员仍以为要去，也不会再派给他别的任务。结束派单。"),
        Severity.SERIOUS,
        "i.closed_at IS NOT NULL AND d.ended_at IS NULL",
    ),
    of_dispatch(
        "dispatch_out_of_order",
        N_("派单的时间次序颠倒"),
        N_("接单早于派出，或到达早于接单。核实后更正。"),
        Severity.SERIOUS,
        "d.accepted_at < d.offered_at OR d.arrived_at < d.accepted_at OR d.ended_at < d.offered_at",
    ),
    of_dispatch(
        "offer_forgotten",
        N_("派出很久没有人接的任务"),
        N_("没有接单也没有超时：后台任务可能停了。撤回后另派。"),
        Severity.SEVERE,
        """d.state = 'offered' AND d.ended_at IS NULL
        AND d.offered_at < %(now)s - make_interval(mins => %(offer_minutes)s)""",
    ),
    Check(
        "emergency.grant_left_open",
        N_("派单已结束而档案授权还开着"),
        N_("响应人员还能打开老人的档案。请安全管理员结束授权。"),
        Severity.SEVERE,
        """SELECT g.id, i.area, i.person FROM territory_grant g
        JOIN emergency_dispatch d ON d.id = g.reference JOIN emergency_incident i ON i.id = d.incident_id
        WHERE g.source = 'dispatch' AND d.ended_at IS NOT NULL
        AND (g.valid_to IS NULL OR g.valid_to > %(now)s)""",
        "administration_accounts",
        source="个人信息保护法 第六条",
    ),
)
