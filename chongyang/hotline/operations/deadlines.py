"""Reminders before and escalations after a deadline of the calendar, for orders and complaints alike.

The timers of a life cycle count from the entry of a state; these deadlines are moments of the city's calendar
that outlive a change of state. So a job looks at them each minute, and what it does is a step of the same
case, taken by the system: who reads the case sees no difference.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from chongyang.core import live
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM
from chongyang.hotline.models import Complaint, Order
from chongyang.hotline.queries.complaints import WORKED
from chongyang.hotline.queries.orders import DONE

log = logging.getLogger(__name__)

BATCH = 200
Paper = type[Order] | type[Complaint]
OPEN: dict[Paper, Q] = {Order: ~Q(state__in=DONE), Complaint: Q(state__in=WORKED)}
TOPIC: dict[Paper, str] = {Order: "orders", Complaint: "complaints"}


def fire_deadlines(*, now: datetime) -> int:
    """Everything that is due, each once however many workers look; system scope. Returns how many."""
    fired = 0
    for model in OPEN:
        fired += _fire(model, "remind", "remind_at", "reminded_at", now)
        fired += _fire(model, "escalate", "due_at", "escalated_at", now)
    return fired


@transaction.atomic
def _fire(model: Paper, action: str, due: str, done: str, now: datetime) -> int:
    rows = model.objects.filter(
        OPEN[model], **{f"{due}__lte": now, f"{done}__isnull": True, "closed_at": None}
    )
    keys = list(rows.order_by(due, "id").values_list("id", flat=True)[:BATCH])
    cases.hold(*keys)
    # whoever was quicker has marked its own
    held: list[Order | Complaint] = list(rows.filter(id__in=keys).order_by("id"))
    return sum(_fire_one(row, action, done, now) for row in held)


def _fire_one(row: Order | Complaint, action: str, done: str, now: datetime) -> bool:
    """One paper's step. One that its case refuses is told in the log and holds up no other."""
    try:
        with transaction.atomic():
            cases.perform(case=Case(id=row.id), action=action, by=SYSTEM, now=now, how="deadline")
            type(row).objects.filter(id=row.id).update(**{done: now})
            live.announce(TOPIC[type(row)], area=row.area)
    except UnableToStep as refused:
        log.error("deadline of %s %s: %s", type(row).__name__, row.id, type(refused).__name__)
        return False
    return True
