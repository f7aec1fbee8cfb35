"""What nobody needs any more: jobs of plannings long over, wishes for days long past."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from chongyang.scheduling.enums import JobState
from chongyang.scheduling.models import PlanJob, ShiftWish
from chongyang.scheduling.rules import rostering, settings


@transaction.atomic
def clear_old(*, now: datetime) -> int:
    """Delete them, in the system's scope; how many went. A job that waits is never old, and the plan that
    came of a job stays.
    """
    asked = now - timedelta(days=settings.load().keep_jobs_days)
    jobs = PlanJob.objects.filter(asked_at__lt=asked).exclude(state=JobState.WAITING)
    day = timezone.localdate(now) - timedelta(days=rostering.load().keep_wishes_days)
    return jobs.delete()[0] + ShiftWish.objects.filter(day__lt=day).delete()[0]
