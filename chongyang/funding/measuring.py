"""What this room lets be counted (`core.measuring`): applications decided, and those approved."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

DECIDED = "state IN ('approved', 'refused') AND decided_at >= %(first_at)s AND decided_at < %(until_at)s"

_applications = partial(
    Measure, unit=N_("件"), table="funding_application", opens="funding_case", is_of_persons=True
)

MEASURES = (
    _applications("funding.decided", N_("办结的补贴和奖补申请"), where=DECIDED),
    _applications("funding.approved", N_("批准的补贴和奖补申请"), where=f"{DECIDED} AND state = 'approved'"),
)
