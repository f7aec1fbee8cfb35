"""Checks of standing awards and what follows: months and their lines, stops, signals, holds, samples."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_
from chongyang.funding.integrity import CASE, NUMBERS
from chongyang.registry.queries.integrity import DEAD

SEVERE, SERIOUS = Severity.SEVERE, Severity.SERIOUS
AWARD, MONTH = ("funding_award", "id"), ("funding_month", "id")
SIGNALS, SAMPLES = ("funding_signals", ""), ("funding_samples", "")
NOBODY = "NULL::uuid AS person"
MONTH_LINES = "funding_monthline l JOIN funding_monthrun r ON r.id = l.run_id AND r.state = 'approved'"
LAST_MONTH = "(date_trunc('month', %(today)s::date - %(month_days)s::int) - make_interval(months => 1))::date"
"""The newest month that should be approved by now."""


def _of(
    name: str, label: str, says: str, severity: Severity, rows: str, mend: tuple[str, str] = AWARD
) -> Check:
    return Check(f"funding.{name}", label, says, severity, rows, *mend, "", NUMBERS)


def _awards(where: str, joined: str = "") -> str:
    return f"SELECT x.id, x.area, x.person FROM funding_award x {joined} WHERE {where}"


def _runs(where: str) -> str:
    return f"SELECT r.id, r.area, {NOBODY} FROM funding_monthrun r WHERE {where}"


AWARDS = (
    _of(
        "award_of_dead",
        N_("已故老人的补贴还在按月发放"),
        N_("去世的下一个月起不再发放。核实去世日期，停发这项待遇。"),
        SEVERE,
        _awards(
            """x.valid_to IS NULL OR x.valid_to
            > date_trunc('month', coalesce(dead.status_on, %(today)s)) + make_interval(months => 1)""",
            f"JOIN ({DEAD}) AS dead ON dead.id = x.person",
        ),
    ),
    _of(
        "award_without_approval",
        N_("待遇所依据的申请没有批准"),
        N_("按月发放的待遇只能来自批准的申请。核查申请，停发这项待遇。"),
        SEVERE,
        _awards("a.state <> 'approved'", "JOIN funding_application a ON a.id = x.application_id"),
    ),
    _of(
        "award_without_facts",
        N_("待遇没有任何计算依据"),
        N_("规则算不出每月的金额，此人领不到钱。补录情况。"),
        SERIOUS,
        _awards("NOT EXISTS (SELECT FROM funding_awardfact f WHERE f.award_id = x.id)"),
    ),
    _of(
        "award_month_missing",
        N_("享受待遇的人上个月没有算进发放名单"),
        N_("这个月早该批准，名单里没有此人。计算这个县的这个月份。"),
        SERIOUS,
        _awards(
            f"""x.valid_from <= {LAST_MONTH} AND (x.valid_to IS NULL OR x.valid_to > {LAST_MONTH})
            AND NOT EXISTS (SELECT FROM {MONTH_LINES} WHERE l.award_id = x.id AND l.month = {LAST_MONTH})"""
        ),
        ("funding_months", ""),
    ),
    _of(
        "stop_waiting",
        N_("停发的提议没有人确认"),
        N_("该不该停发没有定，钱照发。由另一人确认或不同意。"),
        SERIOUS,
        """SELECT DISTINCT s.award_id AS id, s.area, s.person FROM funding_awardstop s
        WHERE s.state = 'proposed' AND s.proposed_at < %(now)s - make_interval(days => %(stop_days)s)""",
    ),
    _of(
        "stop_without_end",
        N_("停发已经确认，待遇没有结束"),
        N_("名单里还会有此人。核查后重新办理停发。"),
        SEVERE,
        """SELECT DISTINCT x.id, x.area, x.person FROM funding_awardstop s
        JOIN funding_award x ON x.id = s.award_id WHERE s.state = 'confirmed' AND s.lifted_at IS NULL
        AND (x.valid_to IS NULL OR x.valid_to > greatest(s.from_on, x.valid_from))""",
    ),
    _of(
        "paid_after_end",
        N_("停发以后的月份发了钱，没有追回"),
        N_("下一个月份应当把它算作追回。计算并批准下一个月份。"),
        SEVERE,
        f"""SELECT DISTINCT x.id, x.area, x.person FROM funding_award x JOIN ({MONTH_LINES})
        ON l.award_id = x.id AND l.month >= x.valid_to WHERE l.amount_fen > 0
        AND r.approved_at < %(now)s - make_interval(days => %(back_days)s)
        AND NOT EXISTS (SELECT FROM funding_monthline m JOIN funding_monthrun n ON n.id = m.run_id
            AND n.state = 'approved' WHERE m.award_id = l.award_id AND m.month = l.month
            AND n.approved_at > r.approved_at)""",
    ),
)

MONTHS = (
    _of(
        "month_waiting",
        N_("算好的月份没有批准"),
        N_("名单里的人都等着，这个项目的下一个月份也算不了。复核、批准或撤回。"),
        SERIOUS,
        _runs(
            """r.state IN ('computed', 'checked')
            AND r.computed_at < %(now)s - make_interval(days => %(stop_days)s)"""
        ),
        MONTH,
    ),
    _of(
        "month_without_trace",
        N_("月份的名单没有计算过程"),
        N_("发了钱，却说不出规则的每一步。核查是谁绕过了计算。"),
        SEVERE,
        f"""SELECT DISTINCT r.id, r.area, {NOBODY} FROM {MONTH_LINES}
        WHERE l.amount_fen > 0 AND (l.answer <> 'yes' OR jsonb_array_length(l.values) = 0
            OR NOT jsonb_exists(r.steps, l.month::text))""",
        MONTH,
    ),
    _of(
        "month_sums_differ",
        N_("月份的合计与名单不符"),
        N_("人数、应发、补发或追回的合计不等于名单之和：有人绕过了程序。请核查。"),
        SEVERE,
        f"""SELECT r.id, r.area, {NOBODY} FROM funding_monthrun r LEFT JOIN (
            SELECT l.run_id, count(DISTINCT l.award_id) FILTER (WHERE l.month = n.month) AS awards,
                coalesce(sum(l.amount_fen) FILTER (WHERE l.month = n.month), 0) AS due,
                coalesce(sum(l.difference_fen) FILTER (WHERE l.month < n.month AND l.difference_fen > 0), 0)
                    AS more,
                coalesce(sum(l.difference_fen) FILTER (WHERE l.month < n.month AND l.difference_fen < 0), 0)
                    AS less
            FROM funding_monthline l JOIN funding_monthrun n ON n.id = l.run_id GROUP BY 1
        ) AS held ON held.run_id = r.id WHERE (r.awards, r.due_fen, r.back_fen, r.recovered_fen)
            IS DISTINCT FROM (held.awards, held.due, held.more, -held.less)""",
        MONTH,
    ),
    _of(
        "month_unpaid",
        N_("批准的月份有人没有安排付款"),
        N_("名单里应发的人没有付款：他们拿不到钱。请核查。"),
        SEVERE,
        f"""SELECT DISTINCT r.id, r.area, {NOBODY} FROM {MONTH_LINES}
        WHERE l.difference_fen > 0 AND l.waits = ''
        AND NOT EXISTS (SELECT FROM treasury_paymentorder o WHERE o.id = l."order")""",
        MONTH,
    ),
    _of(
        "payment_without_award",
        N_("按月的付款没有待遇或名单"),
        N_("付款说是按月发放的待遇，却没有这项待遇，或没有月份算出过它。请核查并追回。"),
        SEVERE,
        """SELECT o.id, o.area, o.person FROM treasury_paymentorder o
        WHERE o.reference_kind = 'funding.award' AND o.state <> 'cancelled' AND NOT EXISTS (
            SELECT FROM funding_monthline l WHERE l."order" = o.id AND l.award_id = o.reference)""",
        ("treasury_orders", ""),
    ),
    _of(
        "approved_without_payment",
        N_("批准的申请没有安排付款"),
        N_("决定已经作出，申请人却拿不到钱。请核查。"),
        SEVERE,
        """SELECT x.id, x.area, x.person FROM funding_application x WHERE x.state = 'approved'
        AND NOT EXISTS (SELECT FROM treasury_paymentorder o WHERE o.id = x."order")""",
        CASE,
    ),
    _of(
        "approved_without_decision",
        N_("批准的申请没有决定"),
        N_("没有决定就说不出金额的每一步和条款。请核查是谁绕过了程序。"),
        SEVERE,
        """SELECT x.id, x.area, x.person FROM funding_application x WHERE x.state = 'approved'
        AND NOT EXISTS (SELECT FROM funding_decision d
            WHERE d.application_id = x.id AND d.outcome = 'approved')""",
        CASE,
    ),
)

LOOKED_AT = (
    _of(
        "signal_unanswered",
        N_("疑点提示没有人核实"),
        N_("付款因此暂缓。核实后答复。"),
        SERIOUS,
        """SELECT s.id, s.area, s.person FROM funding_signal s WHERE s.state = 'open'
        AND s.raised_at < %(now)s - make_interval(days => %(signal_days)s)""",
        SIGNALS,
    ),
    _of(
        "appeal_unanswered",
        N_("对疑点的异议没有人答复"),
        N_("申请人不同意，没有另一人答复，付款一直暂缓。请答复。"),
        SERIOUS,
        """SELECT s.id, s.area, s.person FROM funding_signal s WHERE s.state = 'appealed'
        AND s.appealed_at < %(now)s - make_interval(days => %(signal_days)s)""",
        SIGNALS,
    ),
    _of(
        "signal_without_hold",
        N_("疑点没有核实完，付款没有暂缓"),
        N_("有疑点的申请还有付款会放出去。请核查。"),
        SEVERE,
        """SELECT DISTINCT s.id, s.area, s.person FROM funding_signal s
        LEFT JOIN funding_award w ON w.application_id = s.application_id
        JOIN treasury_paymentorder o ON o.reference IN (s.application_id, w.id)
            AND o.state IN ('planned', 'batched', 'returned')
        WHERE s.state IN ('open', 'founded', 'appealed', 'upheld')
        AND NOT EXISTS (SELECT FROM treasury_hold h WHERE h.order_id = o.id AND h.ended_at IS NULL
            AND h.key = 'funding.signal:' || s.id)""",
        SIGNALS,
    ),
    _of(
        "hold_of_nothing",
        N_("疑点已经排除，付款还在暂缓"),
        N_("没有疑点了，收款人还拿不到钱。请核查并解除暂缓。"),
        SERIOUS,
        """SELECT h.id, h.area, h.person FROM treasury_hold h WHERE h.ended_at IS NULL
        AND h.key LIKE 'funding.signal:%%' AND NOT EXISTS (SELECT FROM funding_signal s
            WHERE h.key = 'funding.signal:' || s.id AND s.state <> 'unfounded')""",
        ("treasury_orders", ""),
    ),
    _of(
        "sample_waiting",
        N_("抽查没有登记结果"),
        N_("抽到的人没有人打电话或上门。办理后登记。"),
        SERIOUS,
        """SELECT x.id, x.area, x.person FROM funding_sampleline x JOIN funding_sample s ON s.id = x.sample_id
        WHERE x.result = 'waiting' AND s.drawn_at < %(now)s - make_interval(days => %(sample_days)s)""",
        SAMPLES,
    ),
    _of(
        "sample_without_signal",
        N_("抽查不符，没有提示疑点"),
        N_("抽查时情况与申请不符，付款却没有暂缓。请核查。"),
        SEVERE,
        """SELECT x.id, x.area, x.person FROM funding_sampleline x WHERE x.result = 'bad'
        AND NOT EXISTS (SELECT FROM funding_signal s
            WHERE s.application_id = x.application_id AND s.rule = 'bad_sample')""",
        SAMPLES,
    ),
)

RUNNING = (*AWARDS, *MONTHS, *LOOKED_AT)
