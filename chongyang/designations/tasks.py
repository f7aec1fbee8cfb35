"""Jobs of designations by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, every
from chongyang.core.scopes import system_scope
from chongyang.designations import operations


@every(10, after=8)
@app.task(queueing_lock="designations.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_deadlines(timestamp: int) -> int:
    """Notices whose days are over go on; stages that nobody did in time are told to the level above."""
    with enter(system_scope("deadlines")):
        moment = now()
        return operations.close_due_notices(now=moment) + operations.fire_deadlines(now=moment)


@daily(2, 20)
@app.task(queueing_lock="designations.reviews", pass_context=False)  # type: ignore[untyped-decorator]
def watch_titles(timestamp: int) -> int:
    """Each night: titles that end, reviews whose day has come, mending that is overdue, typed holders."""
    with enter(system_scope("reviews")):
        moment = now()
        moved = operations.lapse_titles(now=moment) + operations.join_library(now=moment)
        return moved + operations.open_due_reviews(now=moment) + operations.tell_overdue(now=moment)
