"""Jobs of approvals by the clock."""

from procrastinate.contrib.django import app

from chongyang.approvals.operations import fire_deadlines
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="approvals.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_approvals(timestamp: int) -> int:
    """What comes due is reminded, what is late is told upwards."""
    with enter(system_scope("deadlines")):
        return fire_deadlines(now=now())
