"""What this room lets be counted (`core.measuring`): orders of help, and which came to help."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

PLACED = "opened_at >= %(first_at)s AND opened_at < %(until_at)s"
OF_DAYS = "from_at >= %(first_at)s AND from_at < %(until_at)s"
HELPED = f"{OF_DAYS} AND state IN ('done', 'confirmed', 'verified', 'settled')"
_orders = partial(Measure, unit=N_("单"), table="orders_order", is_of_persons=True)

MEASURES = (
    _orders("orders.placed", N_("上门服务订单"), where=PLACED),
    _orders("orders.helped", N_("完成的上门服务"), where=HELPED),
    _orders("orders.covered", N_("由服务券支付的完成的上门服务"), where=f"{HELPED} AND covered_fen > 0"),
    _orders("orders.redone", N_("免费重做的上门服务"), where=f"{PLACED} AND redo_of_id IS NOT NULL"),
)
