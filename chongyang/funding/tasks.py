"""Jobs of funding by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding.operations import deadlines, noticing, signalling


@app.periodic(cron="*/5 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="funding.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_deadlines(timestamp: int) -> int:
    """Notices whose days are over go on; stages that nobody did in time are told to the level above."""
    with enter(system_scope("deadlines")):
        moment = now()
        return noticing.close_due_notices(now=moment) + deadlines.fire_deadlines(now=moment)


@app.periodic(cron="40 2 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="funding.signals", pass_context=False)  # type: ignore[untyped-decorator]
def find_signals(timestamp: int) -> int:
    """Each night every rule of `data/signals.yaml` is asked."""
    with enter(system_scope("signals")):
        return signalling.raise_signals(now=now())
