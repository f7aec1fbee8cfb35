"""Jobs of activities: places that nobody paid, offerings that are over."""

from procrastinate.contrib.django import app

from chongyang.activities import operations
from chongyang.core.clock import now
from chongyang.core.clockwork import daily


@daily(4, 26)
@app.task(queueing_lock="activities.close", pass_context=False)  # type: ignore[untyped-decorator]
def close(timestamp: int) -> int:
    """Unpaid places go on, then what is over ends."""
    at = now()
    return operations.lapse_unpaid(now=at) + operations.end_offerings(now=at)
