"""What this room lets be counted (`core.measuring`): calls of the line, care calls of the day."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

CAME_IN = "direction = 'in' AND began_at >= %(first_at)s AND began_at < %(until_at)s"
OF_DAYS = '"on" >= %(first_on)s AND "on" < %(until_on)s AND state <> \'skipped\''

_calls = partial(Measure, unit=N_("个"), table="emergency_call", is_of_persons=True)
_care = partial(Measure, unit=N_("个"), table="hotline_carecall", is_of_persons=True)

MEASURES = (
    _calls("hotline.calls", N_("12349 来电"), where=CAME_IN),
    _calls("hotline.answered", N_("已接听的 12349 来电"), where=f"{CAME_IN} AND answered_at IS NOT NULL"),
    _care("hotline.care_calls", N_("应打的关爱电话"), where=OF_DAYS),
    _care("hotline.care_calls_done", N_("已接通的关爱电话"), where=f"{OF_DAYS} AND state = 'done'"),
)
