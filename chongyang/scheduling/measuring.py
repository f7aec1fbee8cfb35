"""What this room lets be counted (`core.measuring`): visits of published plans, and who was left out."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

OF_PUBLISHED = (
    "plan_id IN (SELECT id FROM scheduling_dayplan WHERE state = 'published'"
    " AND day >= %(first_on)s::date AND day < %(until_on)s::date)"
)

_planned = partial(Measure, unit=N_("次"), where=OF_PUBLISHED, is_of_persons=True)

MEASURES = (
    _planned("scheduling.planned", N_("排班派出的上门服务"), table="scheduling_plannedvisit"),
    _planned("scheduling.left_out", N_("排班时排不上的上门服务"), table="scheduling_leftout"),
)
