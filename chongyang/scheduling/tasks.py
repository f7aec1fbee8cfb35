"""Jobs of scheduling by the clock: what is old goes at night."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.core.scopes import system_scope
from chongyang.scheduling import operations


@daily(3, 36)
@app.task(queueing_lock="scheduling.clearing", pass_context=False)  # type: ignore[untyped-decorator]
def clear(timestamp: int) -> int:
    """Plan jobs and shift wishes whose time is over."""
    with enter(system_scope("clear plan jobs")):
        return operations.clear_old(now=now())
