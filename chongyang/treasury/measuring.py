"""What this room lets be counted (`core.measuring`): money that arrived, and budgets of the lottery fund.

A budget is of a payer, so that its area is a county's or the city's first code and no street's.
"""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

PAID = "state = 'paid' AND paid_on >= %(first_on)s AND paid_on < %(until_on)s"
LOTTERY = "fund = 'lottery' AND year = extract(year FROM %(first_on)s::date)"
TEN_THOUSAND = "::numeric / 1000000"

_in_ten_thousands = partial(Measure, unit=N_("万元"))

MEASURES = (
    _in_ten_thousands(
        "treasury.paid",
        N_("已到账的补贴和奖补"),
        table="treasury_paymentorder",
        where=PAID,
        number=f"sum(amount_fen - set_off_fen){TEN_THOUSAND}",
    ),
    Measure("treasury.payments", N_("已到账的付款"), N_("笔"), "treasury_paymentorder", PAID),
    _in_ten_thousands(
        "treasury.lottery",
        N_("安排用于养老服务的彩票公益金预算"),
        table="treasury_budget",
        where=LOTTERY,
        number=f"sum(ceiling_fen){TEN_THOUSAND}",
    ),
)
