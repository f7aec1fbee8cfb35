"""What two people who were taken for one said: it stays with the order that it is about."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.core.hanging import Item
from chongyang.quality.models import Rating, Sample


def ratings_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """None can be given to the other file: who was helped, the visit says."""
    rows = Rating.objects.filter(person__in=persons, at__gte=since).order_by("at", "id")
    return [Item(row.id, row.person, row.person, row.at, row.number, fixed=True) for row in rows]


def samples_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = Sample.objects.filter(person__in=persons, drawn_at__gte=since).order_by("drawn_at", "id")
    return [Item(row.id, row.person, row.person, row.drawn_at, row.number, fixed=True) for row in rows]
