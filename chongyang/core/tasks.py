"""Jobs of core by the clock: seal new events each minute, throw old away each night, keep counts."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, each_minute, every
from chongyang.core.operations import counts, files
from chongyang.core.operations.housekeeping import BATCH, purge_delivered
from chongyang.core.operations.idempotency import purge_keys
from chongyang.core.operations.integrity import purge_runs, run_checks
from chongyang.core.operations.seals import seal_events
from chongyang.core.scopes import system_scope

SEAL_BATCH = 5000


@each_minute()
@app.task(queueing_lock="core.seal", pass_context=False)  # type: ignore[untyped-decorator]
def seal(timestamp: int) -> int:
    """Seal until nothing is left; another worker that seals at the same time is left alone."""
    sealed = 0
    while count := seal_events(now=now(), limit=SEAL_BATCH):
        sealed += count
    return sealed


@daily(3, 20)
@app.task(queueing_lock="core.purge", pass_context=False)  # type: ignore[untyped-decorator]
def purge(timestamp: int) -> int:
    """Throw delivered messages and idempotency keys away after their days."""
    while purge_keys(now=now(), limit=BATCH) == BATCH:
        continue
    purged = 0
    while (count := purge_delivered(now=now())) == BATCH:
        purged += count
    return purged + count


@every(10, after=7)
@app.task(queueing_lock="core.recount", pass_context=False)  # type: ignore[untyped-decorator]
def recount(timestamp: int) -> int:
    """Count anew what is kept by street: two seconds at 1.3 million elders."""
    return counts.recount(now=now())


@daily(3, 40)
@app.task(queueing_lock="core.integrity", pass_context=False)  # type: ignore[untyped-decorator]
def check_integrity(timestamp: int) -> int:
    """Ask every named check once a night, and throw old runs away; returns how many were asked."""
    moment = now()
    purge_runs(now=moment)
    return run_checks(now=moment).checks


@every(5, after=3)
@app.task(queueing_lock="core.scan", pass_context=False)  # type: ignore[untyped-decorator]
def scan_files(timestamp: int) -> int:
    """Files that came while the virus scanner was away leave quarantine, or are found infected."""
    with enter(system_scope("scan")):
        return files.scan_waiting(now=now())
