"""What a test says about a channel: the last result stands, bound to the number that it is about."""

from datetime import datetime

from chongyang.alerting.enums import Failure
from chongyang.alerting.models import Channel, Proof


def note(proof: Proof, state: str, failure: str, now: datetime) -> None:
    """Keep the result of a proof on its channel. Delivered proves the network, not the person."""
    if state == "reached":
        columns = {"is_working": True, "verified_at": now, "tested_at": now, "result": "reached"}
    elif state == "failed":
        code = (failure or Failure.REFUSED.value)[:30]
        columns = {"is_working": False, "tested_at": now, "result": code}
    else:
        return
    Channel.objects.filter(id=proof.channel_id).update(**columns)
