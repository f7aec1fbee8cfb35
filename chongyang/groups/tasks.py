"""By the clock: within an hour of midnight the files' lists of classes are brought to the new day."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import every
from chongyang.groups.operations.force import bring_day_up


@every(60, after=0)
@app.task(queueing_lock="groups.day", pass_context=False)  # type: ignore[untyped-decorator]
def bring_up(timestamp: int) -> int:
    """Classes that begin or end today, and birthdays."""
    return bring_day_up(now=now())
