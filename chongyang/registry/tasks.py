"""By the clock: each hour, which mandates are ending."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import every
from chongyang.registry.operations.renewals import BATCH, remind_of_ending


@every(60, after=40)
@app.task(queueing_lock="registry.mandates_ending", pass_context=False)  # type: ignore[untyped-decorator]
def remind(timestamp: int) -> int:
    """Speak of each at each of its days once."""
    told = 0
    while (count := remind_of_ending(now=now())) == BATCH:
        told += count
    return told + count
