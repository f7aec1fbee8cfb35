"""Months that are late: told once, and again after some days."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.projects import queries
from chongyang.projects.models import Reminder
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules.settings import load_settings


@transaction.atomic
def remind_late(*, now: datetime) -> int:
    """An event for each late month that was not told, or not for a while. Returns how many were told."""
    scope, today = system_scope("project months"), timezone.localdate(now)
    again = today - timedelta(days=load_settings().remind_again_days)
    told = 0
    with access.enter(scope):
        held = {(row.project_id, row.month): row for row in Reminder.objects.all()}
        for late in queries.list_late(scope, today):
            row = held.get((late.project.id, late.month))
            if row and row.reminded_on > again:
                continue
            if row:
                row.times, row.reminded_on = row.times + 1, today
                row.save(update_fields=["times", "reminded_on"])
            else:
                about = {"project": late.project, "area": late.project.area, "month": late.month}
                Reminder.objects.create(reminded_on=today, **about)
            tell("projects.month.late", late.project, SYSTEM, now, month=f"{late.month:%Y-%m}")
            told += 1
    return told
