"""How far behind the machine's own work is: messages out, events without a seal. Asked by the monitor."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, Q

from chongyang.core.models import OutboxMessage, Seal


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that wait or are given up, for how long the oldest has been due, events without a seal."""

    waiting: int
    dead: int
    oldest_seconds: float
    unsealed: int


def backlog(now: datetime) -> Backlog:
    """Counted over the whole installation, in the system's scope."""
    waiting, dead = Q(state="waiting"), Q(state="dead")
    told = OutboxMessage.objects.filter(waiting | dead).aggregate(
        waiting=Count("id", filter=waiting),
        dead=Count("id", filter=dead),
        oldest=Min("due_at", filter=waiting),
    )
    late = (now - told["oldest"]).total_seconds() if told["oldest"] else 0.0
    return Backlog(told["waiting"], told["dead"], max(0.0, late), unsealed())


def unsealed() -> int:
    """Events behind the last seal; about a minute's worth while the worker works."""
    last = Seal.objects.order_by("-number").values_list("last_xid", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_event WHERE xid > %s::text::xid8", [str(last)])
        return int(cursor.fetchone()[0])
