"""By the clock: each night the quarter and the year that run, and in January those that have just ended."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.indicators.enums import Span
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period

SETTLING = timedelta(days=20)
"""So long after its end a period is still counted: what happened in it is told late."""


@daily(3, 49)
@app.task(queueing_lock="indicators.compute", pass_context=False)  # type: ignore[untyped-decorator]
def compute_running(timestamp: int) -> int:
    """Returns how many values were written."""
    moment = now()
    days = {timezone.localdate(moment), timezone.localdate(moment - SETTLING)}
    periods = sorted({Period.around(day, span) for day in days for span in Span})
    return sum(compute_period(period=period, now=moment).written for period in periods)
