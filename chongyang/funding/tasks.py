"""Jobs of funding by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, every
from chongyang.core.scopes import system_scope
from chongyang.funding.operations import deadlines, entitling, noticing, signalling


@every(5, after=2)
@app.task(queueing_lock="funding.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_deadlines(timestamp: int) -> int:
    """Notices whose days are over go on; stages that nobody did in time are told to the level above."""
    with enter(system_scope("deadlines")):
        moment = now()
        return noticing.close_due_notices(now=moment) + deadlines.fire_deadlines(now=moment)


@daily(2, 44)
@app.task(queueing_lock="funding.signals", pass_context=False)  # type: ignore[untyped-decorator]
def find_signals(timestamp: int) -> int:
    """Each night every rule of `data/signals.yaml` is asked."""
    with enter(system_scope("signals")):
        return signalling.raise_signals(now=now())


@daily(3, 10)
@app.task(queueing_lock="funding.entitled", pass_context=False)  # type: ignore[untyped-decorator]
def propose_entitled(timestamp: int) -> int:
    """Each night, after classes and birthdays of the day: who is entitled and has not applied."""
    with enter(system_scope("entitled")):
        counted = entitling.propose_entitled(now=now())
        return sum(one.proposed + one.changed + one.closed for one in counted.values())
