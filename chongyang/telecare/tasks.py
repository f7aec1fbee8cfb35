"""Jobs of telecare by the clock: what each device's silence means, and which were used."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.telecare.operations.health import judge_devices, note_use
from chongyang.telecare.operations.packs import turn_days


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="telecare.judge", pass_context=False)  # type: ignore[untyped-decorator]
def judge(timestamp: int) -> int:
    """Late, down, dormant; a device that is as it was writes nothing."""
    with enter(system_scope("judge_devices")):
        return judge_devices(now=now())["changed"]


@app.periodic(cron="5 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="telecare.turn_days", pass_context=False)  # type: ignore[untyped-decorator]
def turn_frame_days(timestamp: int) -> int:
    """Make the coming days of packed frames, drop the oldest."""
    with enter(system_scope("turn_days")):
        return turn_days(now=now())


@app.periodic(cron="15 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="telecare.use", pass_context=False)  # type: ignore[untyped-decorator]
def count_use(timestamp: int) -> int:
    """Which devices were used in this month, each once."""
    with enter(system_scope("note_use")):
        return note_use(now=now())
