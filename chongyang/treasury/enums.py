"""Words of the treasury."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Level(Labelled):
    """Who pays: the level of government whose money it is."""

    CITY = "city", N_("市级")
    COUNTY = "county", N_("县级")
    STREET = "street", N_("街道级")

    @property
    def digits(self) -> int:
        """How many digits of an area's code name a unit of this level."""
        return {"city": 4, "county": 6, "street": 9}[self.value]


class Fund(Labelled):
    """From which money: the source of funds, beside the level."""

    GENERAL_BUDGET = "general_budget", N_("一般公共预算")
    SPECIAL_FUND = "special_fund", N_("专项资金")
    LOTTERY = "lottery", N_("彩票公益金")


class PayeeKind(Labelled):
    PERSON = "person", N_("个人")
    ORGANISATION = "organisation", N_("机构")


class OrderState(Labelled):
    PLANNED = "planned", N_("待付")
    BATCHED = "batched", N_("已列入批次")
    RELEASED = "released", N_("已放款，待银行回单")
    PAID = "paid", N_("已到账")
    RETURNED = "returned", N_("银行退回")
    CANCELLED = "cancelled", N_("已取消")


class BatchState(Labelled):
    DRAFT = "draft", N_("编制中")
    SUBMITTED = "submitted", N_("待复核")
    APPROVED = "approved", N_("待放款")
    RELEASED = "released", N_("已放款，待对账")
    SETTLED = "settled", N_("已对账")
    WITHDRAWN = "withdrawn", N_("已撤回")


class LineKind(Labelled):
    """Why a ceiling is what it is."""

    INITIAL = "initial", N_("年初预算")
    RAISE = "raise", N_("追加")
    CUT = "cut", N_("调减")
    CARRY_OVER = "carry_over", N_("上年结转")
    LAPSE = "lapse", N_("年终收回")
    CARRIED = "carried", N_("结转下年")


TAKES_AWAY = frozenset({LineKind.CUT, LineKind.LAPSE, LineKind.CARRIED})


class AllotmentState(Labelled):
    PROPOSED = "proposed", N_("待确认")
    CONFIRMED = "confirmed", N_("已下达，待县级接收")
    RECEIVED = "received", N_("已接收")
    REFUSED = "refused", N_("未同意")
    WITHDRAWN = "withdrawn", N_("已撤回")


class Outcome(Labelled):
    """What a line of a return file came to. Only paid and failed settle a payment; others wait for people."""

    PAID = "paid", N_("已付")
    FAILED = "failed", N_("退回")
    UNKNOWN = "unknown", N_("查无此笔")
    DOUBLED = "doubled", N_("重复回单")
    DIFFERENT = "different", N_("金额或账号不符")
    TORN = "torn", N_("无法读取")


class EntryKind(Labelled):
    BUDGET = "budget", N_("下达预算")
    ORDER = "order", N_("安排付款")
    CANCEL = "cancel", N_("取消付款")
    RELEASE = "release", N_("放款")
    SETTLE = "settle", N_("银行已付")
    RETURN = "return", N_("银行退回")
    RECOVERY = "recovery", N_("追回立账")
    COLLECT = "collect", N_("追回到账")
    SET_OFF = "set_off", N_("抵扣")
    YEAR_END = "year_end", N_("年终结转")
    CORRECTION = "correction", N_("更正")


class ReceivableState(Labelled):
    OPEN = "open", N_("追回中")
    COLLECTED = "collected", N_("已追回")


class RepaymentState(Labelled):
    PROPOSED = "proposed", N_("待另一人确认")
    CONFIRMED = "confirmed", N_("已确认")
    REFUSED = "refused", N_("未同意")
    WITHDRAWN = "withdrawn", N_("已撤回")


class Way(Labelled):
    """How recovered money came back."""

    TRANSFER = "transfer", N_("转入")
    SET_OFF = "set_off", N_("抵扣后续付款")
