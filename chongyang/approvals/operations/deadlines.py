"""What comes due is reminded, what is late is told upwards; silence never permits anything."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from chongyang.approvals.enums import DRAFT, ENDED, PROCESSING, ItemState
from chongyang.approvals.models import Application, Item, StageRun
from chongyang.approvals.operations.filing import tell_of_use
from chongyang.approvals.rules import catalogue, clock
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM

log = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def fire_deadlines(*, now: datetime) -> int:
    """Each reminder and each telling upwards once, however many workers look; system scope."""
    soon = clock.due(now, catalogue.load().window.remind_workdays)
    return (
        _fire("remind", "reminded_at", soon, now)
        + _fire("escalate", "escalated_at", now, now)
        + _remind_of_use(now)
    )


def _fire(action: str, column: str, until: datetime, now: datetime) -> int:
    """Runs, and the items of runs whose clock goes, due by a moment and not told of yet."""
    asked = {"due_at__lte": until, column: None}
    runs = StageRun.objects.filter(**asked).exclude(state__in=(*ENDED, DRAFT))
    items = Item.objects.filter(**asked, state=ItemState.WAITING.value, run__state=PROCESSING)
    told = list(runs.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    named = list(items.order_by("due_at", "id").values_list("run", "id")[:BATCH])
    cases.hold(*{*told, *(run for run, _ in named)})
    fired = sum(_mark(runs.filter(id=run), run, action, {column: now}) for run in told)
    return fired + sum(_mark(items.filter(id=item), run, action, {column: now}, item) for run, item in named)


def _mark(
    row: QuerySet[Any], run: UUID, action: str, mark: dict[str, datetime], item: UUID | None = None
) -> bool:
    """A step of the case by the system, and the row's mark with it; not where another was quicker."""
    (now,) = mark.values()
    try:
        with transaction.atomic():
            if not row.update(**mark):
                return False
            evidence = {"item": str(item)} if item else {}
            cases.perform(
                case=Case(id=run), action=action, by=SYSTEM, now=now, how="deadline", evidence=evidence
            )
    except UnableToStep as refused:
        log.error("deadline of %s: %s", run, type(refused).__name__)
        return False
    return True


def _remind_of_use(now: datetime) -> int:
    """Converted buildings whose years are nearly over."""
    until = timezone.localdate(now) + timedelta(days=catalogue.load().use.remind_days)
    rows = Application.objects.filter(use_until__lte=until, use_changed_on=None, use_reminded_at=None)
    held = list(rows.select_for_update(of=("self",)).order_by("use_until", "id")[:BATCH])
    for row in held:
        row.use_reminded_at = now
        row.save()
        tell_of_use("use_ending", row, SYSTEM, now)
    return len(held)
