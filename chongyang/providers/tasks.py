"""Jobs of providers by the clock: positions are kept for their retention and no longer."""

from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import every
from chongyang.core.scopes import system_scope
from chongyang.providers.operations import purge_positions


@every(5, after=1)
@app.task(queueing_lock="providers.positions", pass_context=False)  # type: ignore[untyped-decorator]
def purge(timestamp: int) -> int:
    """Throw old positions away."""
    with enter(system_scope("purge_positions")):
        return purge_positions(now=now())
