"""What is thrown away in time: messages that were delivered long ago."""

from datetime import datetime, timedelta

from chongyang.core import access
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import system_scope

KEPT = timedelta(days=30)
BATCH = 10_000


def purge_delivered(*, now: datetime, limit: int = BATCH) -> int:
    """Delete up to `limit` messages delivered more than 30 days ago; the events behind them stay."""
    with access.enter(system_scope("purge")):
        rows = OutboxMessage.objects.filter(state="delivered", delivered_at__lt=now - KEPT)
        old = list(rows.order_by("created_at", "id").values_list("id", flat=True)[:limit])
        return OutboxMessage.objects.filter(id__in=old).delete()[0]
