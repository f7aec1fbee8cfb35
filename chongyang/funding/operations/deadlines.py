"""What is late is told to the level above, as a step of the case taken by the system.

Deadlines are working days of the city's calendar, so a job looks for them.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM
from chongyang.funding.enums import DRAFT, ENDED
from chongyang.funding.models import Application

BATCH = 200


@transaction.atomic
def fire_deadlines(*, now: datetime) -> int:
    """What is late, each once a stage however many workers look; system scope. Returns how many."""
    rows = Application.objects.exclude(state__in=(*ENDED, DRAFT)).filter(due_at__lte=now, escalated_at=None)
    keys = list(rows.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    cases.hold(*keys)
    late = rows.filter(id__in=keys).order_by("id").values_list("id", flat=True)
    return sum(cases.try_step(f"deadline of {key}", partial(_escalate, key, now)) for key in late)


def _escalate(application: UUID, now: datetime) -> None:
    cases.perform(case=Case(id=application), action="escalate", by=SYSTEM, now=now, how="deadline")
    Application.objects.filter(id=application).update(escalated_at=now)
