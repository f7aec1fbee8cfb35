"""What this room lets be counted (`core.measuring`): runs of escalation, and those that somebody took up."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

STARTED = "started_at >= %(first_at)s AND started_at < %(until_at)s"

_runs = partial(Measure, unit=N_("次"), table="alerting_run", is_of_persons=True)

MEASURES = (
    _runs("alerting.runs", N_("逐级通知"), where=STARTED),
    _runs(
        "alerting.acknowledged", N_("有人受理的逐级通知"), where=f"{STARTED} AND acknowledged_at IS NOT NULL"
    ),
)
