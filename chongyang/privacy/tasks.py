"""Jobs of privacy by the clock: unusual reading each minute, deadlines, exports that are over."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily, each_minute, every
from chongyang.privacy import operations
from chongyang.privacy.operations.ledger import write_ledger
from chongyang.privacy.operations.watching import BATCH


@each_minute()
@app.task(queueing_lock="privacy.watch", pass_context=False)  # type: ignore[untyped-decorator]
def watch(timestamp: int) -> int:
    """Look at new readings until none is left; another worker that does so is left alone."""
    looked = 0
    while count := operations.watch_readings(now=now()):
        looked += count
        if count < BATCH:
            break
    return looked


@every(10, after=3)
@app.task(queueing_lock="privacy.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def deadlines(timestamp: int) -> int:
    """Reminders and escalations of requests; exports that nobody downloaded; the ledger of destructions."""
    write_ledger()
    return operations.fire_deadlines(now=now()) + operations.expire_exports(now=now())


@daily(3, 44)
@app.task(queueing_lock="privacy.forget", pass_context=False)  # type: ignore[untyped-decorator]
def forget(timestamp: int) -> int:
    """Copies of readings whose days are over."""
    return operations.forget_looks(now=now())
