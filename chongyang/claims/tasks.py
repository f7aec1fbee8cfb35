"""Jobs of claims by the clock: files whose claims changed are settled, answers that are late go up."""

from procrastinate.contrib.django import app

from chongyang.claims.operations import contests, settling
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope

PARTS = 50
"""At most so many parts in one go; the next minute goes on."""


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="claims.settle", pass_context=False)  # type: ignore[untyped-decorator]
def settle(timestamp: int) -> int:
    """Settle what waits, part by part, each in a transaction of its own."""
    done = 0
    for _ in range(PARTS):
        if not (count := settling.settle_due(now=now())):
            break
        done += count
    return done


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="claims.late", pass_context=False)  # type: ignore[untyped-decorator]
def escalate(timestamp: int) -> int:
    """Contests whose deadline passed."""
    with enter(system_scope("claims.late")):
        return contests.escalate_late(now=now())
