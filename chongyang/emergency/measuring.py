"""What this room lets be counted (`core.measuring`): incidents as their chains say, merged ones once."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

TABLE = "emergency_incidenttimes"
OPENED = "merged_into IS NULL AND opened_at >= %(first_at)s AND opened_at < %(until_at)s"
REACHED = f"{OPENED} AND door_seconds IS NOT NULL"
ROW = "incident_id"

MEASURES = (
    Measure("emergency.incidents", N_("呼救事件"), N_("件"), TABLE, OPENED, row=ROW, is_of_persons=True),
    Measure("emergency.reached", N_("有人到门的呼救"), N_("件"), TABLE, REACHED, row=ROW, is_of_persons=True),
    Measure(
        "emergency.reached_in_15",
        N_("15 分钟内有人到门的呼救"),
        N_("件"),
        TABLE,
        f"{REACHED} AND door_seconds <= 900",
        row=ROW,
        is_of_persons=True,
    ),
)
