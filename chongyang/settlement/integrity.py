"""Checks of settled months: sums, what has no contract, what was paid and is disputed."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_

STATEMENT = ("settlement_statement", "id")
NOBODY = "NULL::uuid AS person"

CHECKS = (
    Check(
        "settlement.sums_differ",
        N_("结算单合计与逐次记录不符"),
        N_("结算单的应付或扣减不等于各次服务之和。请重新核对，不要付款。"),
        Severity.SEVERE,
        f"""SELECT s.id, s.area, {NOBODY} FROM settlement_statement s WHERE (s.covered_fen, s.deducted_fen) <>
        (SELECT coalesce(sum(l.covered_fen), 0), coalesce(sum(l.deducted_fen), 0) FROM settlement_line l
        WHERE l.statement_id = s.id)""",
        *STATEMENT,
    ),
    Check(
        "settlement.parts_differ",
        N_("出资方合计与应付不符"),
        N_("各出资方之和不等于应付金额。请核查分担比例。"),
        Severity.SEVERE,
        f"""SELECT s.id, s.area, {NOBODY} FROM settlement_statement s
        WHERE s.covered_fen - s.deducted_fen <> (SELECT coalesce(sum((p->>'amount_fen')::bigint), 0)
        FROM jsonb_array_elements(s.parts) p)""",
        *STATEMENT,
    ),
    Check(
        "settlement.waits_for_check",
        N_("结算单等了太久"),
        N_("结算单等购买方核对或财政审定超过二十天。请办理。"),
        Severity.SERIOUS,
        f"""SELECT s.id, s.area, {NOBODY} FROM settlement_statement s JOIN core_case c ON c.id = s.id
        WHERE s.state IN ('agreed', 'checked') AND c.entered_at < now() - interval '20 days'""",
        *STATEMENT,
    ),
)
