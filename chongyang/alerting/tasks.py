"""By the clock: each morning, which streets have people to be asked anew for their consent."""

from django.utils import timezone
from procrastinate.contrib.django import app

from chongyang.alerting import operations
from chongyang.core.clock import now
from chongyang.core.clockwork import daily


@daily(8, 30)
@app.task(queueing_lock="alerting.consents", pass_context=False)  # type: ignore[untyped-decorator]
def tell_outdated_consents(timestamp: int) -> int:
    """Once a day; a street is told of each wording once."""
    moment = now()
    return operations.tell_outdated_consents(now=moment, today=timezone.localdate(moment))
