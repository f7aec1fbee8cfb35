"""Jobs of approvals by the clock."""

from procrastinate.contrib.django import app

from chongyang.approvals.operations import fire_deadlines
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import every
from chongyang.core.scopes import system_scope


@every(10, after=2)
@app.task(queueing_lock="approvals.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_approvals(timestamp: int) -> int:
    """What comes due is reminded, what is late is told upwards."""
    with enter(system_scope("deadlines")):
        return fire_deadlines(now=now())
