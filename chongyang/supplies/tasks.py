"""Jobs of supplies by the clock: what recurring plans want to eat."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily, every
from chongyang.supplies import operations


@every(60, after=56)
@app.task(queueing_lock="supplies.follow_standing", pass_context=False)  # type: ignore[untyped-decorator]
def follow_standing(timestamp: int) -> int:
    """Orders of meal plans are accepted before they lapse, and get a portion where a menu stands."""
    return operations.follow_standing(now=now())


@daily(2, 54)
@app.task(queueing_lock="supplies.charge", pass_context=False)  # type: ignore[untyped-decorator]
def charge(timestamp: int) -> int:
    """Months of rent that began."""
    return operations.charge_due(now=now())
