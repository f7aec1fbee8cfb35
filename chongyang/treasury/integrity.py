"""Checks of money: sums that must agree, accounts, the dead; of one payment: `integrity_payments`."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
BATCH, BUDGET = "treasury_batch", "treasury_budget"
NOBODY = "NULL::uuid AS person"
SUM_OF_LINES = "(SELECT coalesce(sum(l.amount_fen), 0) FROM treasury_budgetline l"
SUM_OF_PARTS = "(SELECT coalesce(sum(p.amount_fen - p.set_off_fen), 0) FROM treasury_orderpart p"
SUM_OF_POSTINGS = "(SELECT coalesce(sum(g.amount_fen), 0) FROM treasury_posting g"

CHECKS = (
    Check(
        "treasury.ceiling_differs",
        N_("预算数与明细不符"),
        N_("预算不等于已确认的各笔之和：有人绕过了程序。请核查。"),
        Severity.SEVERE,
        f"""SELECT b.id, b.area, {NOBODY} FROM treasury_budget b WHERE b.ceiling_fen <>
        {SUM_OF_LINES} WHERE l.budget_id = b.id AND l.confirmed_by IS NOT NULL)""",
        BUDGET,
    ),
    Check(
        "treasury.commitment_differs",
        N_("已安排数与付款不符"),
        N_("已安排的指标不等于待付、已列批次和退回的付款之和。请核查。"),
        Severity.SEVERE,
        f"""SELECT b.id, b.area, {NOBODY} FROM treasury_budget b WHERE b.committed_fen <>
        {SUM_OF_PARTS} JOIN treasury_paymentorder o ON o.id = p.order_id
        AND o.state IN ('planned', 'batched', 'returned') WHERE p.budget_id = b.id)""",
        BUDGET,
    ),
    Check(
        "treasury.ledger_differs",
        N_("账簿与预算执行不符"),
        N_("账簿上的已支出指标不等于预算的已支出数。请核查。"),
        Severity.SEVERE,
        f"""SELECT b.id, b.area, {NOBODY} FROM treasury_budget b WHERE b.spent_fen <>
        {SUM_OF_POSTINGS} WHERE g.account = 'used' AND g.area = b.area AND g.fund = b.fund
        AND g.programme = b.programme AND g.year = b.year)""",
        "treasury_ledger",
    ),
    Check(
        "treasury.allotted_differs",
        N_("指标支出与付款不符"),
        N_("县级已用的市级指标不等于已放款的市级部分。请核查。"),
        Severity.SEVERE,
        f"""SELECT f.id, f.area, {NOBODY} FROM treasury_allottedfund f WHERE f.used_fen <>
        (SELECT coalesce(sum(CASE WHEN o.state IN ('released', 'paid') THEN p.amount_fen
        ELSE p.set_off_fen END), 0)
        FROM treasury_orderpart p JOIN treasury_paymentorder o ON o.id = p.order_id
        WHERE p.budget_id = f.budget_id AND o.area = f.area) + (SELECT coalesce(sum(g.amount_fen), 0)
        FROM treasury_budget b JOIN treasury_posting g ON g.account = 'used' AND g.area = b.area
        AND g.fund = b.fund AND g.programme = b.programme AND g.year = b.year
        JOIN treasury_entry e ON e.id = g.entry_id AND e.kind = 'correction' AND e.area = f.area
        WHERE b.id = f.budget_id)""",
        BUDGET,
    ),
    Check(
        "treasury.released_changed",
        N_("已放款批次的明细被改动"),
        N_("明细的摘要与放款时不同：有人绕过了程序。请立即核查。"),
        Severity.SEVERE,
        f"""SELECT b.id, b.area, {NOBODY} FROM treasury_batch b JOIN LATERAL (
        SELECT count(*) AS lines, coalesce(sum(l.amount_fen), 0) AS fen FROM treasury_batchline l
        WHERE l.batch_id = b.id) AS held ON true WHERE b.state IN ('released', 'settled')
        AND (held.lines <> b.count OR held.fen <> b.total_fen)""",
        BATCH,
        "id",
    ),
    Check(
        "treasury.released_unanswered",
        N_("放款后迟迟没有回单"),
        N_("钱已经出去，不知道到没到账。向银行索取回单并对账。"),
        Severity.SERIOUS,
        f"""SELECT b.id, b.area, {NOBODY} FROM treasury_batch b WHERE b.state = 'released'
        AND b.released_at < %(now)s - make_interval(days => %(unsettled_days)s)""",
        BATCH,
        "id",
        numbers=NUMBERS,
    ),
    Check(
        "treasury.account_waits",
        N_("收款账号迟迟没有确认"),
        N_("账号没有确认，钱发不出去。请另一人核对确认。"),
        Severity.SERIOUS,
        """SELECT a.id, a.area, a.person FROM treasury_payeeaccount a WHERE a.confirmed_by IS NULL
        AND a.valid_to IS NULL AND a.proposed_at < %(now)s - make_interval(days => %(unconfirmed_days)s)""",
        "treasury",
        numbers=NUMBERS,
    ),
    Check(
        "treasury.account_of_many",
        N_("一个账号收多人的钱"),
        N_("同一账号登记在多名收款人名下：可能是代领，也可能是冒领。请核实。"),
        Severity.SERIOUS,
        """SELECT a.id, a.area, a.person FROM treasury_payeeaccount a WHERE a.valid_to IS NULL
        AND a.number_index IN (SELECT number_index FROM treasury_payeeaccount WHERE valid_to IS NULL
        GROUP BY number_index HAVING count(DISTINCT payee_id) >= %(many_payees)s)""",
        "treasury",
        numbers=NUMBERS,
    ),
    Check(
        "treasury.dead_to_pay",
        N_("待付款中有已故的老人"),
        N_("去世后的补贴不应再付。核实去世日期，取消或更正付款。"),
        Severity.SEVERE,
        f"""SELECT o.id, o.area, o.person FROM treasury_paymentorder o JOIN ({DEAD}) AS dead
        ON dead.id = o.person WHERE o.state IN ('planned', 'batched')""",
        "treasury_orders",
    ),
    Check(
        "treasury.recovery_late",
        N_("追回款逾期"),
        N_("一期追回款过了约定的日子没有到账。请联系收款人。"),
        Severity.SLIGHT,
        """SELECT DISTINCT ON (r.id) r.id, r.area, r.person FROM treasury_receivable r
        JOIN treasury_instalment i ON i.receivable_id = r.id WHERE r.state = 'open'
        AND i.collected_fen < i.amount_fen AND i.due_on < %(now)s::date ORDER BY r.id""",
        "treasury_orders",
    ),
)
