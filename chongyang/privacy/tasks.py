"""Jobs of privacy by the clock: unusual reading each minute, deadlines, exports that are over."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.privacy import operations
from chongyang.privacy.operations.ledger import write_ledger
from chongyang.privacy.operations.watching import BATCH


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="privacy.watch", pass_context=False)  # type: ignore[untyped-decorator]
def watch(timestamp: int) -> int:
    """Look at new readings until none is left; another worker that does so is left alone."""
    looked = 0
    while count := operations.watch_readings(now=now()):
        looked += count
        if count < BATCH:
            break
    return looked


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="privacy.deadlines", pass_context=False)  # type: ignore[untyped-decorator]
def deadlines(timestamp: int) -> int:
    """Reminders and escalations of requests; exports that nobody downloaded; the ledger of destructions."""
    write_ledger()
    return operations.fire_deadlines(now=now()) + operations.expire_exports(now=now())


@app.periodic(cron="40 3 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="privacy.forget", pass_context=False)  # type: ignore[untyped-decorator]
def forget(timestamp: int) -> int:
    """Copies of readings whose days are over."""
    return operations.forget_looks(now=now())
