"""Jobs of services by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.core.scopes import system_scope
from chongyang.services import operations


@daily(1, 45)
@app.task(queueing_lock="services.nightly", pass_context=False)  # type: ignore[untyped-decorator]
def watch_providers(timestamp: int) -> int:
    """Each night: yearly checks whose day comes, reports that did not come, exits whose day came."""
    with enter(system_scope("providers of services")):
        moment = now()
        opened = operations.open_due(now=moment) + operations.overdue(now=moment)
        return opened + operations.finish_due(now=moment) + operations.tell_late(now=moment)
