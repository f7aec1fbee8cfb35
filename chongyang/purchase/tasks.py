"""Jobs of purchase by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily, every
from chongyang.core.scopes import system_scope
from chongyang.purchase import operations
from chongyang.purchase.rules import flow


@every(30, after=25)
@app.task(queueing_lock="purchase.notices", pass_context=False)  # type: ignore[untyped-decorator]
def close_notices(timestamp: int) -> int:
    """Decisions whose notice is over come into force."""
    with enter(system_scope("purchase notices")):
        return operations.close_due_notices(now=now())


@daily(0, 16)
@app.task(queueing_lock="purchase.turn", pass_context=False)  # type: ignore[untyped-decorator]
def turn(timestamp: int) -> int:
    """After midnight: a period that begins is granted, what is past its day lapses, what ended is ended."""
    with enter(system_scope("purchase turn")):
        return operations.turn(now=now()).granted


@daily(3, 14)
@app.task(queueing_lock="purchase.proposals", pass_context=False)  # type: ignore[untyped-decorator]
def propose_entitled(timestamp: int) -> int:
    """Each night: whom the counties' rules are for and who has nothing yet."""
    with enter(system_scope("purchase proposals")):
        counted = operations.propose_entitled(now=now())
        return sum(one.proposed + one.changed + one.closed for one in counted.values())


@daily(3, 34)
@app.task(queueing_lock="purchase.recheck", pass_context=False)  # type: ignore[untyped-decorator]
def recheck(timestamp: int) -> int:
    """In the last days of each month: who no longer fulfils a condition is stopped from the next on."""
    moment = now()
    if timezone.localdate(moment).day < flow.load().recheck_day:
        return 0
    with enter(system_scope("purchase recheck")):
        return operations.recheck(now=moment)


@daily(7, 34)
@app.task(queueing_lock="purchase.contracts", pass_context=False)  # type: ignore[untyped-decorator]
def warn_contracts(timestamp: int) -> int:
    """Each morning: contracts that end soon or are nearly used up are told once."""
    with enter(system_scope("purchase contracts")):
        return operations.warn_contracts(now=now())
