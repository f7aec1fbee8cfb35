"""Jobs of the line by the clock: deadlines of papers, and each morning's care calls."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, each_minute, every
from chongyang.core.scopes import system_scope
from chongyang.hotline.operations import audits, care_calls, care_rules, deadlines, line


@each_minute()
@app.task(queueing_lock="hotline.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def watch_deadlines(timestamp: int) -> int:
    """Reminders and escalations of orders and complaints."""
    with enter(system_scope("deadlines")):
        return deadlines.fire_deadlines(now=now())


@every(10, after=1)
@app.task(queueing_lock="hotline.care_day", pass_context=False)  # type: ignore[untyped-decorator]
def make_care_day(timestamp: int) -> int:
    """Today's care calls, once, from six in the morning on; a worker that slept makes it up."""
    with enter(system_scope("care_day")):
        return care_rules.make_day(now=now()) if care_rules.is_wanted(now()) else 0


@every(10, after=6)
@app.task(queueing_lock="hotline.care_silence", pass_context=False)  # type: ignore[untyped-decorator]
def find_care_silence(timestamp: int) -> int:
    """Who did not answer and was not called again comes to the seats."""
    with enter(system_scope("care_silence")):
        return care_calls.find_silence(now=now())


@daily(3, 24)
@app.task(queueing_lock="hotline.drop_care_days", pass_context=False)  # type: ignore[untyped-decorator]
def drop_care_days(timestamp: int) -> int:
    """Care calls whose time is over, at an hour in which nobody is called; and what the exchange said."""
    line.drop_events(now=now())
    with enter(system_scope("care_day")):
        return care_rules.drop_old_days(now=now())


@daily(4, 0)
@app.task(queueing_lock="hotline.audits", pass_context=False)  # type: ignore[untyped-decorator]
def draw_audits(timestamp: int) -> int:
    """Last month's sample of calls, once for each seat; daily, so that a worker that slept makes it up."""
    return audits.draw_last_month(now=now())
