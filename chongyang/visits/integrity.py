"""Checks of visits: what waits too long, what pays twice for one hour, what never came."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
VISIT = "SELECT x.id, x.area, x.person FROM visits_visit x WHERE {where}"


def _of(name: str, label: str, says: str, severity: Severity, rows: str, opens: str = "id") -> Check:
    mend = "carer_verify_visit" if opens else "carer_verify"
    return Check(f"visits.{name}", label, says, severity, rows, mend, opens, "2018-34/3.1.2", NUMBERS)


CHECKS = (
    _of(
        "paid_in_two_places",
        N_("同一人同一时间两处上门，都可结算"),
        N_("两次之中至少一次不真实。核实后处理，已结算的追回。"),
        Severity.SEVERE,
        VISIT.format(where="x.marks @> ARRAY['two_places']::varchar[] AND x.verdict = 'accepted'"),
    ),
    _of(
        "after_death",
        N_("老人去世以后的上门记录"),
        N_("核实去世日期和上门记录，不真实的不予结算。"),
        Severity.SEVERE,
        f"SELECT x.id, x.area, x.person FROM visits_visit x JOIN ({DEAD}) AS dead ON dead.id = x.person "
        "WHERE x.verdict <> 'rejected' "
        "AND (x.arrived_at AT TIME ZONE 'Asia/Shanghai')::date > dead.status_on",
    ),
    _of(
        "verification_waits",
        N_("待核实的上门超过期限"),
        N_("证据不足的上门一直没有人核实，服务商不能结算。核实它。"),
        Severity.SERIOUS,
        VISIT.format(
            where="x.verdict = 'below' AND x.judged_at < %(now)s - make_interval(days => %(verify_days)s)"
        ),
    ),
    _of(
        "not_judged",
        N_("上门记录没有评定"),
        N_("评定的定时任务可能没有运行。请系统管理员查看。"),
        Severity.SERIOUS,
        VISIT.format(
            where="x.verdict = '' AND x.last_received_at < %(now)s - make_interval(hours => %(stuck_hours)s)"
        ),
    ),
    _of(
        "picture_never_came",
        N_("登记了照片而没有收到"),
        N_("手机上可能还有没传的照片，也可能没有拍。请服务商打开手机页面补传。"),
        Severity.SLIGHT,
        "SELECT e.id, e.area, e.person FROM visits_entry e WHERE e.kind IN ('photo', 'sign') "
        "AND e.received_at < %(now)s - make_interval(days => %(picture_days)s) "
        "AND NOT EXISTS (SELECT FROM visits_photo p WHERE p.entry_id = e.id)",
        "",
    ),
)
