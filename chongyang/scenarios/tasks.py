"""By the clock: each night, what the readings of the interpretations would cost, for their public pages."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.scenarios.operations import compute_alternatives


@daily(3, 29)
@app.task(queueing_lock="scenarios.alternatives", pass_context=False)  # type: ignore[untyped-decorator]
def cost_of_readings(timestamp: int) -> int:
    """Once a night; a reading's figures are replaced."""
    return compute_alternatives(now=now())
