"""Jobs of settlement: silence becomes agreement, and paid orders end."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily, every
from chongyang.settlement import operations


@daily(6, 9)
@app.task(queueing_lock="settlement.agree", pass_context=False)  # type: ignore[untyped-decorator]
def agree(timestamp: int) -> int:
    """Statements whose provider said nothing in time."""
    return operations.agree_silent(now=now())


@every(60, after=15)
@app.task(queueing_lock="settlement.orders", pass_context=False)  # type: ignore[untyped-decorator]
def end_orders(timestamp: int) -> int:
    """Orders of paid statements are settled, a set at a time."""
    ended = 0
    while count := operations.end_orders(now=now()):
        ended += count
    return ended
