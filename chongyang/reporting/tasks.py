"""By the clock: the quarter that ended is opened, what is late is told."""

from django.utils import timezone
from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import queries
from chongyang.reporting.operations import open_returns, watch_late


@daily(4, 20)
@app.task(queueing_lock="reporting.open", pass_context=False)  # type: ignore[untyped-decorator]
def open_ended(timestamp: int) -> int:
    """Each night the quarter before the running one, unless it is closed: the first night opens it."""
    moment = now()
    quarter = Period.around(timezone.localdate(moment)).former
    with enter(system_scope("opening")):
        if queries.closing_of(str(quarter)):
            return 0
        return open_returns(quarter=quarter, by=SYSTEM, now=moment)


@daily(7, 30)
@app.task(queueing_lock="reporting.late", pass_context=False)  # type: ignore[untyped-decorator]
def tell_late(timestamp: int) -> int:
    """Each morning."""
    with enter(system_scope("late returns")):
        return watch_late(now=now())
