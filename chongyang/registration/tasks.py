"""Jobs of registration by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import every
from chongyang.core.scopes import system_scope
from chongyang.registration.operations import deadlines


@every(5, after=0)
@app.task(queueing_lock="registration.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_deadlines(timestamp: int) -> int:
    """Change requests, hand-overs and applications that nobody answered in time."""
    with enter(system_scope("deadlines")):
        return deadlines.fire_deadlines(now=now())
