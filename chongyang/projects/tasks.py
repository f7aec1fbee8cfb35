"""By the clock: each night, months that are late and projects that the rules put forward for a batch."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.projects.operations import propose_batches, remind_late


@daily(4, 10)
@app.task(queueing_lock="projects.nightly", pass_context=False)  # type: ignore[untyped-decorator]
def look_through_projects(timestamp: int) -> int:
    """Returns how many months were asked for and batches proposed; a second run of a night tells nothing."""
    moment = now()
    return remind_late(now=moment) + propose_batches(now=moment)
