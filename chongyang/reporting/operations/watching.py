"""What is late is told: a reminder after the deadline, the level above some working days on."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import SYSTEM
from chongyang.core.workdays import china
from chongyang.reporting.models import Return
from chongyang.reporting.rules import ways


@transaction.atomic
def watch_late(*, now: datetime) -> int:
    """Each return once a stage, however many workers look; system scope. Returns how many were told."""
    today = timezone.localdate(now)
    late = Return.objects.select_for_update(of=("self",), skip_locked=True).filter(due_on__lt=today)
    fresh = list(late.filter(reminded_at=None).order_by("id"))
    _mark(fresh, "reminded", now)
    up = [row for row in late.filter(escalated_at=None).order_by("id") if _is_long_late(row, today)]
    _mark(up, "escalated", now)
    return len(fresh) + len(up)


def _is_long_late(row: Return, today: date) -> bool:
    assert row.due_on
    return china().add(row.due_on, ways.load().escalate_workdays) < today


def _mark(rows: Iterable[Return], verb: str, now: datetime) -> None:
    held = list(rows)
    Return.objects.filter(id__in=[row.id for row in held]).update(**{f"{verb}_at": now})
    events.record_many(f"reporting.return.{verb}", [_about(row) for row in held], by=SYSTEM, now=now)


def _about(row: Return) -> events.Happened:
    return events.Happened(
        area=row.area,
        subject_type="reporting.return",
        subject=row.id,
        organisation=row.organisation,
        payload={"form": row.form, "place": row.place, "period": row.period, "state": row.state},
    )
