"""Words of what people pay themselves."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class BillKind(Labelled):
    """Why something is owed."""

    SERVICE = "service", N_("服务费")
    CANCELLATION = "cancellation", N_("取消费")
    UTILITY = "utility", N_("代缴费用")
    RENT = "rent", N_("租金")
    DEPOSIT = "deposit", N_("押金")


class BillState(Labelled):
    OPEN = "open", N_("待付款")
    PAID = "paid", N_("已付款")
    CANCELLED = "cancelled", N_("已取消")


class AttemptState(Labelled):
    """A payment at a vendor. `surplus` is money that came for a bill which was paid or cancelled already."""

    OPEN = "open", N_("等待支付")
    PAID = "paid", N_("支付成功")
    SURPLUS = "surplus", N_("多付，待退")
    CLOSED = "closed", N_("已关闭")


class RefundState(Labelled):
    ASKED = "asked", N_("待审核")
    APPROVED = "approved", N_("待退款")
    SENT = "sent", N_("退款中")
    DONE = "done", N_("已退款")
    FAILED = "failed", N_("退款失败")
    REFUSED = "refused", N_("不予退款")


class DifferenceKind(Labelled):
    """What a vendor's statement and our rows disagree about."""

    NOT_HERE = "not_here", N_("对方有、我方无")
    NOT_THERE = "not_there", N_("我方有、对方无")
    AMOUNT = "amount", N_("金额不一致")


class Utility(Labelled):
    """What is paid on the elder's behalf (代办代缴)."""

    WATER = "water", N_("水费")
    ELECTRICITY = "electricity", N_("电费")
    GAS = "gas", N_("燃气费")
    HEATING = "heating", N_("暖气费")
    TELEPHONE = "telephone", N_("电话费")


class ErrandState(Labelled):
    ASKED = "asked", N_("待代缴")
    PAID_FOR = "paid_for", N_("已代缴，待签收")
    HANDED_OVER = "handed_over", N_("已签收")
    CANCELLED = "cancelled", N_("已取消")
