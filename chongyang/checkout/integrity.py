"""Checks of people's own money: what must agree whatever happened."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_

BILL = ("checkout_bill", "id")

CHECKS = (
    Check(
        "checkout.paid_without_payment",
        N_("账单已付但没有支付记录"),
        N_("账单标为已付款，却没有一笔成功的支付。请核查。"),
        Severity.SEVERE,
        """SELECT b.id, b.area, b.person FROM checkout_bill b WHERE b.state = 'paid' AND NOT EXISTS
        (SELECT 1 FROM checkout_attempt a WHERE a.bill_id = b.id AND a.state = 'paid')""",
        *BILL,
    ),
    Check(
        "checkout.payment_of_unpaid_bill",
        N_("已支付但账单未付"),
        N_("有一笔成功的支付，账单却不是已付款。请核查。"),
        Severity.SEVERE,
        """SELECT b.id, a.area, a.person FROM checkout_attempt a JOIN checkout_bill b ON b.id = a.bill_id
        WHERE a.state = 'paid' AND b.state <> 'paid'""",
        *BILL,
    ),
    Check(
        "checkout.back_differs",
        N_("退款合计不符"),
        N_("支付上记的退款数不等于各笔退款之和。请核查。"),
        Severity.SEVERE,
        """SELECT a.bill_id AS id, a.area, a.person FROM checkout_attempt a WHERE a.back_fen <>
        (SELECT coalesce(sum(r.amount_fen), 0) FROM checkout_refund r WHERE r.attempt_id = a.id
        AND r.state IN ('asked', 'approved', 'sent', 'done'))""",
        *BILL,
    ),
    Check(
        "checkout.surplus_waits",
        N_("多付的钱还没有退"),
        N_("同一账单付了两次，多付的一笔超过三天还没有退。请审核退款。"),
        Severity.SERIOUS,
        """SELECT r.id, r.area, r.person FROM checkout_refund r JOIN checkout_attempt a ON a.id = r.attempt_id
        WHERE a.state = 'surplus' AND r.state IN ('asked', 'approved', 'sent', 'failed')
        AND r.asked_at < now() - interval '3 days'""",
        "checkout_refunds",
    ),
    Check(
        "checkout.errand_without_bill",
        N_("代缴已签收但没有账单"),
        N_("代缴有两张票据，却没有现金，也没有金额相同的账单。请核查。"),
        Severity.SERIOUS,
        """SELECT e.id, e.area, e.person FROM checkout_errand e WHERE e.state = 'handed_over'
        AND NOT EXISTS (SELECT 1 FROM checkout_cashheld c WHERE c.errand_id = e.id) AND NOT EXISTS
        (SELECT 1 FROM checkout_bill b WHERE b.reference = e.id AND b.kind = 'utility'
        AND b.amount_fen = e.amount_fen)""",
        "checkout_errand",
        "id",
    ),
    Check(
        "checkout.one_receipt",
        N_("代缴只有一张票据"),
        N_("代缴已付款超过七天，还没有老人签收的票据。请联系服务商。"),
        Severity.SERIOUS,
        """SELECT e.id, e.area, e.person FROM checkout_errand e WHERE e.state = 'paid_for'
        AND e.paid_at < now() - interval '7 days'""",
        "checkout_errand",
        "id",
    ),
)
