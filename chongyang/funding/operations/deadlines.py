"""What is late is told to the level above, as a step of the case taken by the system.

Deadlines are working days of the city's calendar, so a job looks for them.
"""

import logging
from datetime import datetime

from django.db import transaction

from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM
from chongyang.funding.enums import DRAFT, ENDED
from chongyang.funding.models import Application

log = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def fire_deadlines(*, now: datetime) -> int:
    """What is late, each once a stage however many workers look; system scope. Returns how many."""
    rows = Application.objects.exclude(state__in=(*ENDED, DRAFT)).filter(due_at__lte=now, escalated_at=None)
    keys = list(rows.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    cases.hold(*keys)
    fired = 0
    for row in rows.filter(id__in=keys).order_by("id"):
        try:
            with transaction.atomic():
                cases.perform(case=Case(id=row.id), action="escalate", by=SYSTEM, now=now, how="deadline")
                Application.objects.filter(id=row.id).update(escalated_at=now)
        except UnableToStep as refused:
            log.error("deadline of %s: %s", row.id, type(refused).__name__)
            continue
        fired += 1
    return fired
