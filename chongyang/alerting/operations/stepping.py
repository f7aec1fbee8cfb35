"""The engine: whichever worker comes first claims the next due step, does it, and writes the one after it.

Claim, deliveries, messages and the next step are one transaction. A worker that dies in it leaves nothing,
and another does the step; the key of a delivery names run, step, target and channel, so none is made twice.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chongyang.alerting.enums import RunState, SubjectKind
from chongyang.alerting.models import Run, RunStep
from chongyang.alerting.operations.running import end_run
from chongyang.alerting.operations.telling import tell
from chongyang.alerting.rules import schedule
from chongyang.alerting.rules.defaults import o_clock, span
from chongyang.alerting.rules.matters import at_once
from chongyang.alerting.rules.proving import is_quiet
from chongyang.core import access
from chongyang.core.scopes import SYSTEM, system_scope

log = logging.getLogger(__name__)


def take_due_steps(*, now: datetime, limit: int = 100) -> int:
    """Do up to `limit` due steps, each in a transaction of its own; returns how many were claimed.

    A step that was written in the future is due as well: the clock went back, and nobody may wait for that.
    """
    taken = 0
    while taken < limit and _take_next(now):
        taken += 1
    return taken


def _take_next(now: datetime) -> bool:
    with access.enter(system_scope("alerting")):
        due = Q(due_at__lte=now) | Q(made_at__gt=now + span("clock_tolerance"))
        rows = RunStep.objects.filter(due, done_at=None).order_by("due_at", "id")
        step = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if step is None:
            return False
        if _waits_for_morning(step, now):
            return True
        try:
            with transaction.atomic():
                _do(step, now)
        except Exception as error:  # one broken step must not hold up all others; the watcher counts attempts
            log.error("step %s of run %s: %s", step.id, step.run_id, type(error).__name__)
            _put_off(step, error, now)
        return True


def _waits_for_morning(step: RunStep, now: datetime) -> bool:
    """A matter that is no alarm disturbs nobody at night: its step is due when the quiet hours end."""
    of_matter = RunStep.objects.filter(id=step.id, run__kind=SubjectKind.MATTER.value)
    if not of_matter.exclude(run__version__chain__code__in=at_once()).exists():
        return False
    begins, ends = o_clock("matter_quiet_from"), o_clock("matter_quiet_until")
    local = timezone.localtime(now)
    if not is_quiet(local, begins, ends):
        return False
    morning = local.replace(hour=ends.hour, minute=0, second=0, microsecond=0)
    morning += timedelta(days=1) if morning <= local else timedelta()
    RunStep.objects.filter(id=step.id).update(due_at=morning, made_at=now)
    return True


def _do(step: RunStep, now: datetime) -> None:
    """Under the lock of the run, so that an acknowledgement comes before the step or after it, never
    within.
    """
    held = Run.objects.select_for_update(of=("self",)).select_related("version__chain")
    run = held.get(id=step.run_id)
    if run.state == RunState.RUNNING:
        tell(run, step, now)
        if step.turn == 0:
            _go_on(run, step, now)
    step.done_at = now
    step.save(update_fields=["done_at"])


def _go_on(run: Run, step: RunStep, now: datetime) -> None:
    """Write the next step, by the version that the run began with; at the end of the chain the run is
    through. Waits never count from a moment that is still to come: the clock went back.
    """
    here = schedule.Place(step.number, step.round, min(step.based_at, now), min(step.due_at, now))
    then = schedule.after(run.version.steps, here, started_at=run.started_at, now=now)
    if then is None:
        end_run(run, RunState.EXHAUSTED, by=SYSTEM, now=now)
        if run.kind != SubjectKind.MATTER:
            log.critical("run %s of %s is through and nobody answered", run.id, run.kind)
        return
    RunStep.objects.create(
        run=run,
        number=then.number,
        round=then.round,
        based_at=then.base,
        due_at=then.due_at,
        made_at=now,
        area=run.area,
        person=run.person,
    )


def _put_off(step: RunStep, error: Exception, now: datetime) -> None:
    RunStep.objects.filter(id=step.id).update(
        due_at=now + span("step_retry"),
        made_at=now,
        attempts=step.attempts + 1,
        last_error=type(error).__name__[:60],
    )
