"""Jobs of workforce by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.core.scopes import system_scope
from chongyang.workforce import operations


@daily(1, 35)
@app.task(queueing_lock="workforce.nightly", pass_context=False)  # type: ignore[untyped-decorator]
def watch_certificates(timestamp: int) -> int:
    """Each night: certificates that end soon, accounts of those who left."""
    with enter(system_scope("certificates")):
        moment = now()
        return operations.remind(now=moment) + operations.release_ended(now=moment)
