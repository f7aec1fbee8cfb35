"""What this room lets be counted (`core.measuring`): confirmed activities and their minutes."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

CONFIRMED = "state = 'confirmed' AND decided_at >= %(first_at)s AND decided_at < %(until_at)s"

MEASURES = (
    Measure(
        "timebank.activities",
        N_("确认的志愿服务"),
        N_("次"),
        table="timebank_activity",
        where=CONFIRMED,
        is_of_persons=True,
    ),
    Measure(
        "timebank.hours",
        N_("志愿服务时间"),
        N_("小时"),
        table="timebank_activity",
        where=CONFIRMED,
        number="sum(minutes) / 60",
        is_of_persons=True,
    ),
)
