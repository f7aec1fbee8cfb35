"""Jobs of the time bank: unanswered transfers go back, old hours expire."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.timebank import operations


@daily(4, 34)
@app.task(queueing_lock="timebank.close", pass_context=False)  # type: ignore[untyped-decorator]
def close(timestamp: int) -> int:
    """Transfers that nobody answered in time, then hours whose years are over."""
    at = now()
    return operations.lapse_transfers(now=at) + operations.expire_hours(now=at)
