"""Jobs of orders by the clock: what plans make ahead, what nobody took."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import every
from chongyang.orders import operations
from chongyang.orders.operations import warning
from chongyang.orders.operations.making import SET


@every(10, after=1)
@app.task(queueing_lock="orders.make_ahead", pass_context=False)  # type: ignore[untyped-decorator]
def make_ahead(timestamp: int) -> int:
    """Orders of recurring plans, a set a transaction, until all are made as far ahead as they should be."""
    made = 0
    while (count := operations.make_ahead(now=now())) == SET:
        made += count
    return made + count


@every(5, after=2)
@app.task(queueing_lock="orders.expire", pass_context=False)  # type: ignore[untyped-decorator]
def expire(timestamp: int) -> int:
    """Orders whose time went by while nobody had accepted them."""
    return operations.expire_due(now=now())


@every(20, after=19)
@app.task(queueing_lock="orders.late", pass_context=False)  # type: ignore[untyped-decorator]
def act_on_late(timestamp: int) -> int:
    """What nobody took is offered again; of what is late somebody is told, once."""
    moment = now()
    return warning.ask_again(now=moment) + warning.warn_late(now=moment)
