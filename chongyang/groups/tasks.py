"""By the clock: within an hour of midnight the files' lists of classes are brought to the new day."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.groups.operations.force import bring_day_up


@app.periodic(cron="5 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="groups.day", pass_context=False)  # type: ignore[untyped-decorator]
def bring_up(timestamp: int) -> int:
    """Classes that begin or end today, and birthdays."""
    return bring_day_up(now=now())
