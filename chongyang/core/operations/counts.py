"""Counting anew what is kept by street."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from chongyang.core import access
from chongyang.core.counting import Counter, list_counters
from chongyang.core.models import KeptCount
from chongyang.core.scopes import system_scope


def recount(*, now: datetime) -> int:
    """Count everything that is kept, one room after the other; returns how many numbers are kept now."""
    return sum(_recount_room(room, counter, now) for room, counter in list_counters().items())


@transaction.atomic
def _recount_room(room: str, counter: Counter, now: datetime) -> int:
    """Readers see the former numbers until the commit, never a half."""
    with access.enter(system_scope("recount")):
        rows = list(_rows(counter, now))
        KeptCount.objects.filter(kind__startswith=f"{room}.").delete()
        KeptCount.objects.bulk_create(rows)
    return len(rows)


def _rows(counter: Counter, now: datetime) -> Iterator[KeptCount]:
    for found in counter(system_scope("recount"), now):
        yield KeptCount(**found._asdict() | {"numbers": list(found.numbers)}, counted_at=now)
