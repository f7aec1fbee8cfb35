"""What is late is told to the level above, as a step of the same case taken by the system.

Deadlines are moments of the city's calendar (working days), so a job looks for them.
"""

import logging
from datetime import datetime

from django.db import transaction

from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM
from chongyang.registration.models import Application, ChangeRequest, HandOver

log = logging.getLogger(__name__)

BATCH = 200
Late = type[ChangeRequest] | type[HandOver] | type[Application]
WAITING: dict[Late, str] = {ChangeRequest: "open", HandOver: "proposed", Application: "waiting"}


def fire_deadlines(*, now: datetime) -> int:
    """Everything that is late, each once however many workers look; system scope. Returns how many."""
    return sum(_fire(model, state, now) for model, state in WAITING.items())


@transaction.atomic
def _fire(model: Late, state: str, now: datetime) -> int:
    rows = model.objects.filter(state=state, due_at__lte=now, escalated_at=None)
    keys = list(rows.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    cases.hold(*keys)
    fired = 0
    for row in rows.filter(id__in=keys).order_by("id"):
        try:
            with transaction.atomic():
                cases.perform(case=Case(id=row.id), action="escalate", by=SYSTEM, now=now, how="deadline")
                model.objects.filter(id=row.id).update(escalated_at=now)
        except UnableToStep as refused:
            log.error("deadline of %s %s: %s", model.__name__, row.id, type(refused).__name__)
            continue
        fired += 1
    return fired
