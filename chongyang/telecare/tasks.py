"""Jobs of telecare by the clock: what each device's silence means, which were used, readings and alerts."""

from datetime import timedelta

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, each_minute, every
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.telecare.operations.alerts import escalate_overdue
from chongyang.telecare.operations.health import judge_devices, note_use
from chongyang.telecare.operations.keeping import roll_up, turn_readings
from chongyang.telecare.operations.packs import turn_days
from chongyang.telecare.operations.readings import sweep_unjudged
from chongyang.telecare.operations.watching import watch_absences, watch_trends


@every(10, after=4)
@app.task(queueing_lock="telecare.judge", pass_context=False)  # type: ignore[untyped-decorator]
def judge(timestamp: int) -> int:
    """Late, down, dormant; a device that is as it was writes nothing. Part by part: no scope around it."""
    return judge_devices(now=now())["changed"]


@every(60, after=10)
@app.task(queueing_lock="telecare.turn_days", pass_context=False)  # type: ignore[untyped-decorator]
def turn_frame_days(timestamp: int) -> int:
    """Make the coming days of packed frames, drop the oldest."""
    with enter(system_scope("turn_days")):
        return turn_days(now=now())


@every(60, after=30)
@app.task(queueing_lock="telecare.use", pass_context=False)  # type: ignore[untyped-decorator]
def count_use(timestamp: int) -> int:
    """Which devices were used in this month, each once; part by part."""
    return note_use(now=now())


@every(10, after=9)
@app.task(queueing_lock="telecare.watch", pass_context=False)  # type: ignore[untyped-decorator]
def watch(timestamp: int) -> int:
    """Who is silent for too long, and what waited to be judged."""
    with enter(system_scope("watch")):
        sweep_unjudged(by=SYSTEM, now=now())
    with enter(system_scope("watch")):  # a transaction each: what one wrote is not held while the other looks
        return watch_absences(by=SYSTEM, now=now())


@each_minute()
@app.task(queueing_lock="telecare.escalate", pass_context=False)  # type: ignore[untyped-decorator]
def escalate(timestamp: int) -> int:
    """Alerts that nobody handled in time go to the line 12349."""
    with enter(system_scope("escalate")):
        return escalate_overdue(by=SYSTEM, now=now())


@every(60, after=50)
@app.task(queueing_lock="telecare.roll_up", pass_context=False)  # type: ignore[untyped-decorator]
def roll_hours(timestamp: int) -> int:
    """The hours that something came in for since the run before the last: a missed run loses none of two."""
    with enter(system_scope("roll_up")):
        return roll_up(since=now() - timedelta(hours=3), until=now())


@daily(2, 40)
@app.task(queueing_lock="telecare.turn", pass_context=False)  # type: ignore[untyped-decorator]
def turn(timestamp: int) -> int:
    """Two days rolled up once more, coming days made, old ones dropped whole, trends judged."""
    with enter(system_scope("roll_up")):
        roll_up(since=now() - timedelta(days=2), until=now())
    with enter(system_scope("turn_readings")):  # while parts are made and dropped, none comes in
        turn_readings(now=now())
    with enter(system_scope("watch")):
        return watch_trends(by=SYSTEM, now=now())
