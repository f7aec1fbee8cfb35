"""Visits as a set, for whoever pays them by the month."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from chongyang.visits.models import Visit
from chongyang.visits.queries.visits import PAYABLE, month_of

COLUMNS = (
    *("id", "order", "person", "area", "organisation", "item", "from_at", "to_at", "minutes"),
    *("started_at", "ended_at", "paused_seconds", "score", "marks"),
)


def payable_until(month: date, since: date) -> QuerySet[Any, Any]:
    """Rows that a month pays: accepted or verified, ended before the month's end and not before `since`.

    A visit that was verified after its own month was settled comes in a later one. In the system's scope.
    """
    first, (_, until) = month_of(since)[0], month_of(month)
    rows = Visit.objects.filter(verdict__in=PAYABLE, ended_at__gte=first, ended_at__lt=until)
    told: QuerySet[Any, Any] = rows.order_by().values(*COLUMNS)
    return told
