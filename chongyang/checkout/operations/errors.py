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
NO_UTILITY = N_("请选择要代缴的费用。")
NO_NUMBER = N_("请填写户号（40 个字以内）。")
NO_DOER = N_("这家服务商不在这里办代缴，请另选一家。")
ASKED_ALREADY = N_("同一项费用已经有一件待代缴。")
NOT_ALIVE = N_("登记显示老人已去世或迁出，不能代缴。如有误，请先更正档案。")
CASH_FIRST = N_("收的现金还没有第二个人核对，不能代缴。")
CASH_OWN = N_("自己收的现金要由另一个人核对。")
OWN_NUMBER = N_("自己登记的商户号要由另一人确认。")
NUMBER_DECIDED = N_("这个商户号已经有人办过了。")
OTHER_NUMBER = N_("输入的商户号和登记的不一样，请核对。")
EXPLAINED = N_("这处差异已经说明过了。")
NO_SHEET = N_("这个文件不是支付机构的对账单，请核对后重新上传。")
BAD_NUMBER = N_("请填写商户号（字母、数字、横线，40 个字以内）。")


class UnableToCheckOut(Exception):
    """`reason` is a Chinese source sentence."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(gettext(reason) % values if values else gettext(reason))
        self.reason, self.values = reason, values
