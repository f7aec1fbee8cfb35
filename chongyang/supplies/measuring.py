"""What this room lets be counted (`core.measuring`): meals served, brought home, and rented aids."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

SERVED = "served_at >= %(first_at)s AND served_at < %(until_at)s"
_meals = partial(Measure, unit=N_("份"), table="supplies_portion", number="sum(quantity)", is_of_persons=True)

MEASURES = (
    _meals("supplies.served", N_("供应的助餐"), where=SERVED),
    _meals("supplies.brought", N_("送到家的助餐"), where=f"{SERVED} AND way = 'brought'"),
    Measure(
        "supplies.rented",
        N_("租出的辅具"),
        N_("件"),
        table="supplies_rental",
        where="handed_at >= %(first_at)s AND handed_at < %(until_at)s",
        is_of_persons=True,
    ),
)
