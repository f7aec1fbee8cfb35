"""By the clock: each morning, before people come, the ledger is looked through."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.duties.operations import remind_duties


@daily(6, 20)
@app.task(queueing_lock="duties.remind", pass_context=False)  # type: ignore[untyped-decorator]
def remind(timestamp: int) -> int:
    """Returns how many reminders and proposals were made."""
    made = remind_duties(now=now())
    return made.reminders + made.proposals
