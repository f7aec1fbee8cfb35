"""Counts of visits over a time, of whole rows within reach."""

from datetime import datetime

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.visits.models import Missed
from chongyang.visits.queries.visits import PAYABLE, visible_visits


def count_made(scope: Scope, *, since: datetime, until: datetime) -> tuple[int, int]:
    """How many visits ended, and how many of them are payable."""
    rows = visible_visits(scope).filter(ended_at__gte=since, ended_at__lte=until)
    return rows.count(), rows.filter(verdict__in=PAYABLE).count()


def count_overdue(scope: Scope, *, since: datetime, until: datetime) -> tuple[int, int]:
    """How many visits did not begin in time, and for how many an incident opened."""
    rows = visible(Missed.objects.filter(due_at__gte=since, due_at__lte=until), scope)
    return rows.count(), rows.filter(incident__isnull=False).count()
