"""Jobs of exchange by the clock: what happened becomes what is told."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import each_minute
from chongyang.exchange.operations.subscriptions import collect_changes


@each_minute()
@app.task(queueing_lock="exchange.collect", pass_context=False)  # type: ignore[untyped-decorator]
def collect(timestamp: int) -> int:
    """Once a minute; another worker that collects at the same time is left alone."""
    return collect_changes(now=now())
