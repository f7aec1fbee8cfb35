"""Hours of two people who were taken for one: entries are never moved; two clerks correct them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.core.hanging import Item
from chongyang.timebank.models import Booking


def bookings_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """What was laid aside stays with its account; it may be released there."""
    rows = Booking.objects.filter(person__in=persons, made_at__gte=since).order_by("made_at", "id")
    return [
        Item(row.id, row.person, row.person, row.made_at, row.help, fixed=True) for row in rows if row.person
    ]
