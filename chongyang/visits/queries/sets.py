"""Visits as a set, for whoever pays them by the month or counts what went wrong."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from chongyang.visits.enums import Closed
from chongyang.visits.models import Missed, Visit
from chongyang.visits.queries.visits import PAYABLE, month_of

COLUMNS = (
    *("id", "order", "person", "area", "organisation", "item", "from_at", "to_at", "minutes"),
    *("started_at", "ended_at", "paused_seconds", "score", "marks"),
)
NOT_MISSED = (Closed.LATE_ENTRY.value, Closed.WITHDRAWN.value)


def payable_until(month: date, since: date) -> QuerySet[Any, Any]:
    """Rows that a month pays: accepted or verified, ended before the month's end and not before `since`.

    A visit that was verified after its own month was settled comes in a later one. In the system's scope.
    """
    first, (_, until) = month_of(since)[0], month_of(month)
    rows = Visit.objects.filter(verdict__in=PAYABLE, ended_at__gte=first, ended_at__lt=until)
    told: QuerySet[Any, Any] = rows.order_by().values(*COLUMNS)
    return told


def missed_rows(since: datetime) -> list[tuple[Any, ...]]:
    """(key, organisation, area, moment, number) of visits that did not begin in time, closed since; not those
    of withdrawn orders, nor where a phone only told it late. In the system's scope.
    """
    rows = Missed.objects.filter(closed_at__gte=since, told__gt=0).exclude(closed_why__in=NOT_MISSED)
    columns = ("id", "organisation", "area", "due_at", "number")
    return list(rows.order_by("closed_at", "id").values_list(*columns))


def late_rows(since: datetime, minutes: int) -> list[tuple[Any, ...]]:
    """The same of judged visits that began so many minutes after the agreed time. In the system's scope."""
    late = F("to_at") + timedelta(minutes=minutes)
    rows = Visit.objects.filter(judged_at__gte=since, started_at__gt=late).exclude(
        verdict__in=("", "rejected")
    )
    columns = ("id", "organisation", "area", "started_at", "number")
    return list(rows.order_by("judged_at", "id").values_list(*columns))


def rejected_rows(since: datetime) -> list[tuple[Any, ...]]:
    """The same of visits whose evidence somebody rejected, and who did. In the system's scope."""
    rows = Visit.objects.filter(verified_at__gte=since, verdict="rejected")
    columns = ("id", "organisation", "area", "verified_at", "number", "verified_by")
    return list(rows.order_by("verified_at", "id").values_list(*columns))
