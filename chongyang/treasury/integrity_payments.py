"""Checks of one payment on its way: who gets it, its batch, the bank's word, the ledger, what comes back."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD
from chongyang.treasury.integrity import BATCH, BUDGET, NOBODY, NUMBERS

SEVERE, SERIOUS = Severity.SEVERE, Severity.SERIOUS
ORDERS, LEDGER, RECOVERIES = "treasury_orders", "treasury_ledger", "treasury_recoveries"
OF_LINES = """SELECT FROM treasury_batchline l JOIN treasury_batch b ON b.id = l.batch_id
    WHERE l.order_id = o.id"""
ON_ITS_WAY = "('draft', 'submitted', 'approved')"
GONE = "('released', 'settled')"


def _of(
    name: str, label: str, says: str, severity: Severity, rows: str, mend: str = ORDERS, opens: str = ""
) -> Check:
    return Check(f"treasury.{name}", label, says, severity, rows, mend, opens, "", NUMBERS)


def _orders(where: str) -> str:
    return f"SELECT o.id, o.area, o.person FROM treasury_paymentorder o WHERE {where}"


def _batches(where: str) -> str:
    return f"SELECT b.id, b.area, {NOBODY} FROM treasury_batch b WHERE {where}"


TWICE = (
    _of(
        "payee_paid_twice",
        N_("同一人同一项目同一时期付了两次"),
        N_("标的写得不同，时期却重叠，数据库拦不住。核实后取消或追回一笔。"),
        SEVERE,
        """SELECT told.id, told.area, told.person FROM (
            SELECT o.id, o.area, o.person, o.period_from, max(coalesce(o.period_to, 'infinity')) OVER (
                PARTITION BY o.payee_id, o.programme ORDER BY o.period_from, o.id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS paid_until
            FROM treasury_paymentorder o
            WHERE o.line = 0 AND o.person IS NOT NULL AND o.state <> 'cancelled') AS told
        WHERE told.paid_until > told.period_from""",
    ),
    _of(
        "paid_twice_as_two",
        N_("同一人两份档案各领一次"),
        N_("两份档案已认定为同一人，同一项目同一时期付了两次。请追回一笔。"),
        SEVERE,
        """WITH twin AS MATERIALIZED (
            SELECT e.id, coalesce(e.same_as_id, e.id) AS one FROM registry_elder e
            WHERE e.same_as_id IS NOT NULL OR e.id IN (
                SELECT d.same_as_id FROM registry_elder d WHERE d.same_as_id IS NOT NULL)
        ), paid AS MATERIALIZED (
            SELECT o.id, o.area, o.person, twin.one, o.programme,
                replace(o.object, o.person::text, '') AS object, daterange(o.period_from, o.period_to) AS days
            FROM twin JOIN treasury_paymentorder o ON o.person = twin.id
            WHERE o.line = 0 AND o.state <> 'cancelled'
        ) SELECT DISTINCT a.id, a.area, a.person FROM paid a JOIN paid b ON b.one = a.one
            AND b.programme = a.programme AND b.object = a.object AND b.person <> a.person
            AND b.days && a.days""",
    ),
    _of(
        "sent_twice",
        N_("同一笔付款放款两次"),
        N_("两个已放款的批次里都有这笔付款，银行没有退回过。请立即向银行核实。"),
        SEVERE,
        _orders(
            f"""o.id IN (SELECT l.order_id FROM treasury_batchline l
            JOIN treasury_batch b ON b.id = l.batch_id AND b.state IN {GONE}
            WHERE NOT EXISTS (SELECT FROM treasury_returnline r
                WHERE r.batch_line_id = l.id AND r.outcome = 'failed')
            GROUP BY 1 HAVING count(*) > 1)"""
        ),
    ),
    _of(
        "dead_was_paid",
        N_("去世以后的月份付了款，没有追回"),
        N_("付款的时期在去世之后。核实去世日期，追回这笔款。"),
        SEVERE,
        f"""SELECT o.id, o.area, o.person FROM treasury_paymentorder o JOIN ({DEAD}) AS dead
        ON dead.id = o.person WHERE o.state = 'paid' AND o.period_from > dead.status_on
        AND NOT EXISTS (SELECT FROM treasury_receivable r WHERE r.order_id = o.id)""",
    ),
)

ANSWERED = (
    _of(
        "paid_without_answer",
        N_("记为已到账，银行没有回单"),
        N_("没有银行的回单，付款却记为已到账：有人绕过了对账。请核查。"),
        SEVERE,
        _orders(
            """o.state = 'paid' AND o.amount_fen > o.set_off_fen AND NOT EXISTS (
            SELECT FROM treasury_batchline l JOIN treasury_returnline r
                ON r.batch_line_id = l.id AND r.outcome = 'paid' WHERE l.order_id = o.id)"""
        ),
    ),
    _of(
        "order_without_batch",
        N_("付款的状态与批次不符"),
        N_("记为已列入批次或已放款，却没有这样的批次：既不会付，也不能重新安排。请核查。"),
        SEVERE,
        _orders(
            f"""(o.state = 'batched' AND NOT EXISTS ({OF_LINES} AND b.state IN {ON_ITS_WAY}))
            OR (o.state = 'released' AND NOT EXISTS ({OF_LINES} AND b.state = 'released'))"""
        ),
    ),
    _of(
        "held_and_paid",
        N_("暂缓的付款放了出去"),
        N_("疑点没有核实完，钱已经付出。核实后决定是否追回。"),
        SEVERE,
        """SELECT DISTINCT o.id, o.area, o.person FROM treasury_hold h
        JOIN treasury_paymentorder o ON o.id = h.order_id
        WHERE h.ended_at IS NULL AND o.state IN ('released', 'paid')""",
    ),
    _of(
        "hold_long",
        N_("付款暂缓太久"),
        N_("收款人等着，疑点迟迟没有人核实。在疑点提示里答复。"),
        SERIOUS,
        """SELECT DISTINCT o.id, o.area, o.person FROM treasury_hold h
        JOIN treasury_paymentorder o ON o.id = h.order_id
        WHERE h.ended_at IS NULL AND o.state IN ('planned', 'batched', 'returned')
        AND h.since < %(now)s - make_interval(days => %(hold_days)s)""",
        "funding_signals",
    ),
    _of(
        "order_overdue",
        N_("过了付款日还没有列入批次"),
        N_("收款人没有按时拿到钱。核对账号是否已确认，编制批次。"),
        SERIOUS,
        _orders(
            """o.state = 'planned' AND o.due_on < %(today)s::date - %(late_days)s::int AND NOT EXISTS (
            SELECT FROM treasury_hold h WHERE h.order_id = o.id AND h.ended_at IS NULL)"""
        ),
    ),
    _of(
        "returned_waiting",
        N_("银行退回后没有重新安排"),
        N_("钱退回来了，收款人还没有拿到。核对账号，重新安排或取消。"),
        SERIOUS,
        _orders(
            """o.state = 'returned' AND (SELECT max(f.reconciled_at) FROM treasury_batchline l
            JOIN treasury_returnline r ON r.batch_line_id = l.id AND r.outcome = 'failed'
            JOIN treasury_returnfile f ON f.id = r.file_id WHERE l.order_id = o.id)
            < %(now)s - make_interval(days => %(late_days)s)"""
        ),
    ),
)

BATCHES = (
    _of(
        "batch_waiting",
        N_("批次迟迟没有放款"),
        N_("编制、复核或放款停在半途，名单里的人都等着。办理或撤回。"),
        SERIOUS,
        _batches(f"b.state IN {ON_ITS_WAY} AND b.made_at < %(now)s - make_interval(days => %(batch_days)s)"),
        BATCH,
        "id",
    ),
    _of(
        "released_without_file",
        N_("放款后没有生成银行文件"),
        N_("预算已经支出，银行却没有收到付款文件。生成文件并送银行。"),
        SERIOUS,
        _batches(
            """b.state = 'released' AND b.released_at < %(now)s - make_interval(days => %(file_days)s)
            AND NOT EXISTS (SELECT FROM treasury_bankfile f WHERE f.batch_id = b.id)"""
        ),
        BATCH,
        "id",
    ),
    _of(
        "released_without_entry",
        N_("放款没有记账"),
        N_("批次已经放款，账簿上没有放款的分录：有人绕过了程序。请核查。"),
        SEVERE,
        _batches(
            f"""b.state IN {GONE} AND NOT EXISTS (SELECT FROM treasury_entry e
            WHERE e.reference = b.id AND e.kind = 'release')"""
        ),
        BATCH,
        "id",
    ),
    _of(
        "answer_unreconciled",
        N_("银行回单没有对账"),
        N_("回单已经上传，没有另一人对账，退回的钱还占着预算。请对账。"),
        SERIOUS,
        f"""SELECT DISTINCT f.batch_id AS id, f.area, {NOBODY} FROM treasury_returnfile f
        WHERE f.reconciled_at IS NULL AND f.uploaded_at < %(now)s - make_interval(days => %(file_days)s)""",
        BATCH,
        "id",
    ),
    _of(
        "entry_unbalanced",
        N_("分录没有金额或借贷不平"),
        N_("账簿的一笔分录没有明细，或借贷之和不为零。以新的分录更正。"),
        SEVERE,
        f"""SELECT e.id, e.area, {NOBODY} FROM treasury_entry e LEFT JOIN (
            SELECT g.entry_id, sum(g.amount_fen) AS fen FROM treasury_posting g GROUP BY 1
        ) AS moved ON moved.entry_id = e.id WHERE moved.fen IS DISTINCT FROM 0""",
        LEDGER,
    ),
    _of(
        "allotment_waiting",
        N_("下达的指标没有人确认或接收"),
        N_("县级付款要用的市级资金停在半途。确认、接收或撤回。"),
        SERIOUS,
        f"""SELECT a.id, a.to_area AS area, {NOBODY} FROM treasury_allotment a
        WHERE a.state IN ('proposed', 'confirmed')
        AND a.proposed_at < %(now)s - make_interval(days => %(batch_days)s)""",
        BUDGET,
    ),
)

BACK = (
    _of(
        "recovery_over_payment",
        N_("追回的总额超过付款"),
        N_("同一笔付款的追回加起来比付出的还多。核查后更正。"),
        SEVERE,
        """SELECT r.id, r.area, r.person FROM treasury_receivable r JOIN (
            SELECT a.order_id, sum(a.amount_fen) AS fen FROM treasury_receivable a GROUP BY 1
        ) AS asked ON asked.order_id = r.order_id JOIN treasury_paymentorder o ON o.id = r.order_id
        WHERE asked.fen > o.amount_fen""",
        RECOVERIES,
    ),
    _of(
        "recovery_differs",
        N_("追回款与分期或到账不符"),
        N_("各期之和不等于追回总额，或已追回数不等于到账和抵扣之和。请核查。"),
        SEVERE,
        """SELECT r.id, r.area, r.person FROM treasury_receivable r LEFT JOIN (
            SELECT i.receivable_id, sum(i.amount_fen) AS fen, sum(i.collected_fen) AS back
            FROM treasury_instalment i GROUP BY 1) AS parts ON parts.receivable_id = r.id
        LEFT JOIN (SELECT c.receivable_id, sum(c.amount_fen) AS fen FROM treasury_collection c GROUP BY 1
        ) AS came ON came.receivable_id = r.id
        WHERE parts.fen IS DISTINCT FROM r.amount_fen OR parts.back IS DISTINCT FROM r.collected_fen
            OR coalesce(came.fen, 0) <> r.collected_fen""",
        RECOVERIES,
    ),
    _of(
        "recovery_of_unpaid",
        N_("追回的付款没有到账"),
        N_("没有付出的钱不能追回。核查付款的状态。"),
        SEVERE,
        """SELECT r.id, r.area, r.person FROM treasury_receivable r
        JOIN treasury_paymentorder o ON o.id = r.order_id WHERE o.state <> 'paid'""",
        RECOVERIES,
    ),
    _of(
        "repayment_waiting",
        N_("追回的款项没有人确认"),
        N_("到账或抵扣已经登记，没有另一人确认，还算欠着。请确认。"),
        SERIOUS,
        f"""SELECT p.id, p.area, {NOBODY} FROM treasury_repayment p WHERE p.state = 'proposed'
        AND p.proposed_at < %(now)s - make_interval(days => %(late_days)s)""",
        RECOVERIES,
    ),
)

PAYMENTS = (*TWICE, *ANSWERED, *BATCHES, *BACK)
