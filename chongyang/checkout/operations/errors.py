"""What paying oneself refuses, and why: Chinese source texts."""

from django.utils.translation import gettext

from chongyang.core.words import N_

PAID = N_("这笔账单已经付过了。")
GONE = N_("这笔账单已取消，不用付款。")
NO_VENDOR = N_("没有这种支付方式。")
NO_MERCHANT = N_("服务商还没有开通这种支付方式，请换一种，或向服务商直接付款。")
NOT_REACHED = N_("支付机构暂时没有回应，请过一会儿再试。钱没有付出。")
NOT_PAID = N_("这笔付款没有成功，不用退款。")
TOO_MUCH = N_("退款不能超过已付金额。")
OWN = N_("自己提出的退款要由另一人审核。")
DECIDED = N_("这笔退款已经有人办过了。")
REASON = N_("请写明理由。")
OVER_LIMIT = N_("超过了代缴的最高金额。")
NOT_NOW = N_("这件代缴现在不能这样办。")
NO_CASH = N_("本市不允许护理员经手现金。")
RECEIPT = N_("请先上传票据。")


class UnableToCheckOut(Exception):
    """`reason` is a Chinese source sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(gettext(reason))
        self.reason = reason
