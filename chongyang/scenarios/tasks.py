"""By the clock: each night, what the readings of the interpretations would cost, for their public pages."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.scenarios.operations import compute_alternatives


@app.periodic(cron="20 3 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="scenarios.alternatives", pass_context=False)  # type: ignore[untyped-decorator]
def cost_of_readings(timestamp: int) -> int:
    """Once a night; a reading's figures are replaced."""
    return compute_alternatives(now=now())
