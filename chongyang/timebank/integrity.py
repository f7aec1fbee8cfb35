"""Checks of the time bank: counters against entries, what waits too long."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_

SUM = "coalesce(sum(e.minutes) FILTER (WHERE e.kind {kinds}), 0)"
COUNTED = (
    ("b.earned", "IN ('earned', 'added')"),
    ("b.received", "= 'received'"),
    ("b.spent", "= 'spent'"),
    ("b.given", "= 'given'"),
    ("b.expired", "= 'expired'"),
    ("b.taken", "= 'taken'"),
)
DIFFERS = " OR ".join(f"{column} <> {SUM.format(kinds=kinds)}" for column, kinds in COUNTED)

CHECKS = (
    Check(
        "timebank.counters_differ",
        N_("时间账户与逐笔记录不符"),
        N_("账户的数字和逐笔记录加起来不一样。请系统管理员查看，不要使用这个账户。"),
        Severity.SEVERE,
        "SELECT b.id, b.area, b.person FROM timebank_timeaccount b"
        f" LEFT JOIN timebank_hourentry e ON e.bank_id = b.id GROUP BY b.id HAVING {DIFFERS}",
        "timebank_keep",
        "",
    ),
    Check(
        "timebank.activity_waits",
        N_("志愿服务没有人确认"),
        N_("志愿者报的时间超过十五天没有人确认。请核对后确认或退回。"),
        Severity.SLIGHT,
        "SELECT a.id, a.area, a.person FROM timebank_activity a WHERE a.state = 'told'"
        " AND a.told_at < now() - interval '15 days'",
        "timebank_keep",
        "",
    ),
)
