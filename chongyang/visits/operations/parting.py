"""Visits that were made while two files were taken for one person's: what happened at a door stays there."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.core.hanging import Item
from chongyang.visits.models import Visit


def visits_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """None of them can be given to the other file: evidence says at whose door it was."""
    rows = Visit.objects.filter(person__in=persons, last_received_at__gte=since)
    return [
        Item(row.id, row.person, row.person, row.last_received_at, row.number, fixed=True)
        for row in rows.order_by("last_received_at", "id")
    ]
