"""Jobs of the gateway by the clock."""

from procrastinate.contrib.django import app

from chongyang.core.clockwork import each_minute
from chongyang.gateway.telephony.sending import read_waiting


@each_minute()
@app.task(queueing_lock="gateway.telephony", pass_context=False)  # type: ignore[untyped-decorator]
def read_telephony(timestamp: int) -> int:
    """What the exchange said and nobody has read yet."""
    return read_waiting()
