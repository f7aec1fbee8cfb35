"""Checks of decisions, voucher accounts and contracts."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
CASE, ACCOUNT = ("purchase_case", "id"), ("purchase_account", "id")
SUMS = """LEFT JOIN (
    SELECT account_id, sum(units) FILTER (WHERE kind IN ('granted', 'corrected', 'lapsed')) AS granted,
        sum(CASE kind WHEN 'held' THEN units WHEN 'released' THEN -units WHEN 'spent' THEN -units ELSE 0 END)
            AS held,
        sum(units) FILTER (WHERE kind = 'spent') AS spent
    FROM purchase_voucherentry GROUP BY account_id) AS sums ON sums.account_id = x.id"""
UNEQUAL = """(x.granted, x.held, x.spent) IS DISTINCT FROM
    (coalesce(sums.granted, 0), coalesce(sums.held, 0), coalesce(sums.spent, 0))"""
PARTS = """x.kind = 'spent' AND x.amount_fen <> (
    SELECT coalesce(sum((part ->> 'amount_fen')::bigint), 0) FROM jsonb_array_elements(x.parts) AS part)"""


def _of(
    table: str,
    name: str,
    label: str,
    says: str,
    severity: Severity,
    where: str,
    joined: str = "",
    mend: tuple[str, str] = CASE,
    row: str = "x.id",
    person: str = "x.person",
) -> Check:
    rows = f"SELECT {row} AS id, x.area, {person} AS person FROM {table} x {joined} WHERE {where}"
    return Check(f"purchase.{name}", label, says, severity, rows, *mend, "", NUMBERS)


DEAD_PERSON = f"JOIN ({DEAD}) AS dead ON dead.id = x.person"
OPEN = "x.state IN ('assessment', 'decision', 'notice')"

CHECKS = (
    _of(
        "purchase_voucheraccount",
        "account_unequal",
        N_("服务券账户与逐笔记录不符"),
        N_("余额不能由每一笔算出，可能少给或多给。停用并查明。"),
        Severity.SEVERE,
        UNEQUAL,
        SUMS,
        ACCOUNT,
    ),
    _of(
        "purchase_voucherentry",
        "parts_unequal",
        N_("一笔服务券的分担金额与总额不符"),
        N_("市、县、街道各付多少对不上，不能据此结算。查明后更正。"),
        Severity.SEVERE,
        PARTS,
        mend=ACCOUNT,
        row="x.account_id",
    ),
    _of(
        "purchase_voucherentry",
        "entry_after_death",
        N_("去世以后还在使用服务券"),
        N_("核实死亡日期和服务记录；属实的须追回。"),
        Severity.SEVERE,
        """x.kind IN ('granted', 'held', 'spent') AND x."on" > dead.status_on AND NOT EXISTS (
            SELECT FROM purchase_voucherentry d WHERE d.account_id = x.account_id AND d."order" = x."order"
                AND d.round = x.round AND d.kind = 'released' AND x.kind = 'held')""",
        DEAD_PERSON,
        ACCOUNT,
        "x.account_id",
    ),
    _of(
        "purchase_entitlement",
        "entitled_dead",
        N_("已故老人的服务券认定还开着"),
        N_("去世后不再发放；由系统停止，仍在的请核实档案。"),
        Severity.SEVERE,
        f"({OPEN} OR x.state = 'in_force') AND x.why = ''",
        DEAD_PERSON,
    ),
    _of(
        "purchase_entitlement",
        "decision_overdue",
        N_("服务券认定逾期没有办理"),
        N_("老人等着结果。尽快办理。"),
        Severity.SERIOUS,
        f"{OPEN} AND x.due_at < %(now)s - make_interval(days => %(overdue_days)s)",
    ),
    _of(
        "purchase_entitlement",
        "notice_left_open",
        N_("公示期已满，服务券认定没有生效"),
        N_("多半是有异议还没有答复。由没有参与办理的人答复。"),
        Severity.SERIOUS,
        """EXISTS (SELECT FROM purchase_notice n WHERE n.application_id = x.id AND n.closed_at IS NULL
            AND n.to_on < %(today)s::date - %(notice_days)s)""",
    ),
    _of(
        "purchase_contract",
        "contract_unpublished",
        N_("政府购买合同逾期没有公布或备案"),
        N_("签订后二个工作日内公布、七个工作日内报财政备案。补办并说明。"),
        Severity.SERIOUS,
        """(x.published_on IS NULL AND x.publish_due_on < %(today)s::date)
            OR (x.filed_on IS NULL AND x.file_due_on < %(today)s::date)""",
        "JOIN purchase_lot l ON l.id = x.lot_id",
        ("purchase_lot", "id"),
        "l.procurement_id",
        "NULL::uuid",
    ),
)
