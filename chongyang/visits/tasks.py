"""Jobs of visits by the clock: what did not begin, what waits to be judged, evidence that is forgotten."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, every
from chongyang.core.scopes import system_scope
from chongyang.visits import operations


@every(5, after=3)
@app.task(queueing_lock="visits.missed", pass_context=False)  # type: ignore[untyped-decorator]
def watch_missed_visits(timestamp: int) -> int:
    """Visits that did not begin: told at most five minutes after their time."""
    with enter(system_scope("missed visits")):
        return operations.watch_missed(now=now())


@every(5, after=4)
@app.task(queueing_lock="visits.judging", pass_context=False)  # type: ignore[untyped-decorator]
def judge_waiting_visits(timestamp: int) -> int:
    """Visits for which nothing more is waited."""
    with enter(system_scope("visits")):
        return operations.judge_waiting(now=now())


@daily(3, 46)
@app.task(queueing_lock="visits.forgetting", pass_context=False)  # type: ignore[untyped-decorator]
def forget_positions(timestamp: int) -> int:
    """Positions, readings and pictures whose time is over."""
    with enter(system_scope("visits")):
        return operations.forget(now=now())
