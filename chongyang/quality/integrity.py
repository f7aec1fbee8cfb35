"""Checks of quality: calls and appeals that wait, events that nobody was told, warnings without a score."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_

NOBODY = "NULL::uuid AS person"

CHECKS = (
    Check(
        "quality.call_overdue",
        N_("抽中的回访没有按时打"),
        N_("抽中的订单超过期限没有回访。请打电话并登记老人怎么说。"),
        Severity.SLIGHT,
        "SELECT s.id, s.area, s.person FROM quality_sample s WHERE s.outcome = ''"
        " AND s.due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date",
        "quality_calls",
        "",
    ),
    Check(
        "quality.appeal_overdue",
        N_("服务商申诉没有按时决定"),
        N_("申诉超过期限没有决定。请另一个人办理。"),
        Severity.SERIOUS,
        f"SELECT a.id, a.area, {NOBODY} FROM quality_appeal a"
        " WHERE a.answered_at IS NULL AND a.due_at < now()",
        "quality_appeals",
        "",
    ),
    Check(
        "quality.upheld_and_counted",
        N_("申诉成立而仍在扣分"),
        N_("申诉已经成立，对应的扣分没有去掉。请系统管理员查看。"),
        Severity.SEVERE,
        f"SELECT e.id, e.area, {NOBODY} FROM quality_scoreevent e JOIN quality_appeal a ON a.event_id = e.id"
        " WHERE a.upheld AND e.removed_at IS NULL",
        "quality",
        "",
    ),
)
