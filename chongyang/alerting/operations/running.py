"""A run begins, is acknowledged, is stopped. All of it in the system's name: whoever presses has no scope."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from chongyang.alerting.enums import RunState, TargetKind
from chongyang.alerting.models import ChainVersion, Delivery, Run
from chongyang.alerting.rules import schedule
from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, system_scope

log = logging.getLogger(__name__)

BEGIN = """
    WITH made AS (
        INSERT INTO alerting_run (id, subject_key, subject, kind, version_id, area, person, state, started_at)
        VALUES (%(run)s, %(subject_key)s, %(subject)s, %(kind)s, %(version)s, %(area)s, %(person)s, 'running',
                %(now)s)
        ON CONFLICT (subject_key) WHERE state = 'running' DO NOTHING
        RETURNING id
    )
    INSERT INTO alerting_runstep (id, run_id, number, round, turn, based_at, due_at, made_at, attempts,
                                  last_error, area, person)
    SELECT %(step)s, made.id, %(number)s, 0, 0, %(base)s, %(due)s, %(now)s, 0, '', %(area)s, %(person)s FROM
    made RETURNING run_id
"""


@transaction.atomic
def start(
    *,
    chain: str,
    subject_key: str,
    subject: UUID,
    area: int,
    by: Actor,
    now: datetime,
    person: UUID | None = None,
) -> UUID | None:
    """Begin the active version of a chain; returns the run, or None where one runs already for the subject.

    Two statements, because it runs while a press is being received: the version, then run and first step in
    one. Runs in the caller's scope, which must be the system's. A chain without an active version begins
    nothing and fails nothing: the alarm matters more, and the watcher says so loudly.
    """
    version = _active(chain)
    if version is None:
        log.critical("no active version of the chain %s: nobody will be told", chain)
        return None
    place = schedule.first(version.steps, now)
    values: dict[str, Any] = {
        "run": new_key(),
        "step": new_key(),
        "subject_key": subject_key,
        "subject": subject,
        "kind": version.chain.subject_kind,
        "version": version.id,
        "area": area,
        "person": person,
        "now": now,
        "number": place.number,
        "base": place.base,
        "due": place.due_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _active(chain: str) -> ChainVersion | None:
    rows = ChainVersion.objects.filter(chain__code=chain, state="active").select_related("chain")
    return rows.first()


@transaction.atomic
def acknowledge(*, subject: UUID, by: Actor, now: datetime) -> int:
    """Somebody has it: nothing more is sent for this subject. Returns how many runs ended by it, mostly 0
    or 1.

    One statement where nothing runs. Waits while a message of the run is being handed out (the adapter's
    time-out bounds it); whatever was not sent by then is withheld. Of two at the same moment the second finds
    nothing that runs. Who acknowledges was reached, by what had been sent to her.
    """
    with enter(system_scope("acknowledge", actor=by)):
        runs = _hold(subject)
        for run in runs:
            _end(run, RunState.ACKNOWLEDGED, now, acknowledged_at=now, acknowledged_by=by.account)
            _note_reached(run, by, now)
            _record(run, "acknowledged", by, now)
    return len(runs)


@transaction.atomic
def stop(*, subject: UUID, by: Actor, now: datetime) -> int:
    """What the chain was about is over, without anybody having answered; returns how many runs ended."""
    with enter(system_scope("stop", actor=by)):
        runs = _hold(subject)
        for run in runs:
            end_run(run, RunState.ENDED, by=by, now=now)
    return len(runs)


def end_run(run: Run, state: RunState, *, by: Actor, now: datetime) -> None:
    """End a run that the caller holds."""
    _end(run, state, now)
    _record(run, state.value, by, now)


def _hold(subject: UUID) -> list[Run]:
    rows = Run.objects.filter(subject=subject, state="running").order_by("id")
    return list(rows.select_for_update(of=("self",)))


def _end(run: Run, state: RunState, now: datetime, **columns: object) -> None:
    """`stopped_at` is read by this statement, after the row is held: every earlier send has an earlier
    time.
    """
    Run.objects.filter(id=run.id).update(state=state.value, ended_at=now, stopped_at=Now(), **columns)


def _note_reached(run: Run, by: Actor, now: datetime) -> None:
    to_her = Q(target=by.account, target_kind=TargetKind.ACCOUNT.value)
    at_desk = Q(target_kind=TargetKind.DESK.value, role__in=("", by.role))
    sent = Delivery.objects.filter(run=run, sent_at__isnull=False, reached_at=None, failed_at=None)
    sent.filter(to_her | at_desk).update(reached_at=now)


def _record(run: Run, what: str, by: Actor, now: datetime) -> None:
    events.record(
        f"alerting.run.{what}",
        by=by,
        now=now,
        area=run.area,
        subject_type=run.kind,
        subject=run.subject,
        person=run.person,
        payload={"run": str(run.id)},
    )
