"""A received file becomes claims, part by part, each part one commit: a cut run goes on where it stopped.

Runs in the system's scope inside the area of the run; a row that speaks of another place is a fault.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from chongyang.claims.enums import RunState
from chongyang.claims.models import Run
from chongyang.claims.operations import beside, parts
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.operations.receiving import get_feed, note
from chongyang.claims.rules import columns, crossing, files, judging
from chongyang.claims.rules.limits import limits
from chongyang.claims.rules.reasons import UnableToReadFile, reason
from chongyang.claims.rules.rows import Part, parts_of
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.core.words import N_

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Step = Callable[[Run], None]
BUSY = N_("这个来源正在导入另一个文件，请等它完成后再试。")
OPEN = (RunState.WAITING, RunState.CUT)


def take_in(*, run: UUID, path: Path, clock: Clock, by: Actor = SYSTEM, step: Step | None = None) -> Run:
    """Take a received file in, or go on with it; a run that is done or refused comes back as it is.

    Not one transaction: each part commits for itself. Raises UnableToImport when another run of the feed is
    at work; whatever else interrupts it leaves the run as cut.
    """
    held = begin(run=run, by=by, now=clock())
    if held.state != RunState.RUNNING:
        return held
    try:
        _take_parts(held, path, clock, step)
    except UnableToReadFile as wrong:
        return _end(held, RunState.REFUSED, wrong.reason, by=by, now=clock())
    except FileNotFoundError:
        return _end(held, RunState.REFUSED, reason("gone"), by=by, now=clock())
    except BaseException:
        _cut(held, clock())
        raise
    return _end(held, RunState.DONE, held.reason, by=by, now=clock())


@contextmanager
def _system() -> Iterator[None]:
    with enter(system_scope("feeds")):
        yield


def begin(*, run: UUID, by: Actor, now: datetime) -> Run:
    """Set a waiting or cut run going; the constraint lets one run of a feed be at work."""
    try:
        with transaction.atomic(), _system():
            _release_stale(run, now)
            held = Run.objects.select_for_update(of=("self",)).get(id=run)
            if held.state in OPEN:
                held.state, held.alive_at, held.begun_at = RunState.RUNNING, now, held.begun_at or now
                held.save(update_fields=["state", "alive_at", "begun_at"])
                note(held, "begun", by=by, now=now)
            elif held.state == RunState.RUNNING:
                raise UnableToImport(BUSY)
            return held
    except IntegrityError as error:
        raise UnableToImport(BUSY) from error


def _release_stale(run: UUID, now: datetime) -> None:
    """A run without a sign of life is cut, whoever it was: its feed is free again."""
    gone = now - timedelta(seconds=limits().stale_seconds)
    feed = Run.objects.filter(id=run).values("feed")
    Run.objects.filter(feed__in=feed, state=RunState.RUNNING, alive_at__lt=gone).update(state=RunState.CUT)


def _take_parts(run: Run, path: Path, clock: Clock, step: Step | None) -> None:
    feed, look = get_feed(run.feed), files.look_at(path)
    plan = columns.plan_of(feed, look.header, timezone.localdate(run.received_at))
    with _system():
        taking = parts.Taking(run, plan, parts.holds_claims(run.feed))
    extra = columns.extra_columns(feed, look.header)
    for part in _parts(run, look, plan, taking):
        reading = columns.read_part(plan, part.cells)
        if part.first == 0:
            _judge(plan, part, taking)
        with transaction.atomic(), _system():
            _still_ours(run)
            if part.first == 0:
                parts.note_head(run, extra)
            taking.write(part, reading)
            run.alive_at = clock()
            run.save(update_fields=[*parts.COUNTS, "alive_at"])
        if step:
            step(run)
    if not run.done_rows:
        raise UnableToReadFile("empty")
    with transaction.atomic(), _system():
        taking.end_absent()
        run.total_rows = run.done_rows
        run.save(update_fields=["total_rows", "ended_claims", "reason"])


def _parts(run: Run, look: files.Look, plan: columns.Plan, taking: parts.Taking) -> Iterator[Part]:
    """The parts that are not done yet; those that are done tell which records the file holds."""
    size, done = limits().part_rows, run.done_rows
    for part in parts_of(look, plan.names, size, done):
        if part.first < done:
            taking.remember(part)
        else:
            yield part


def _judge(plan: columns.Plan, part: Part, taking: parts.Taking) -> None:
    """The head of the file by itself, and beside what its records said before."""
    head = part.cells[: limits().sample_rows]
    reading = columns.read_part(plan, head)
    judging.judge(plan, head, reading)
    with transaction.atomic(), _system():
        if taking.has_former:
            judging.refuse_exchanged(plan, *taking.sample(reading, limits().compared_records))
        if len(head) >= judging.FEWEST:
            crossing.refuse_crossed_with(plan, beside.known_beside(reading, limits().compared_records))


def _still_ours(run: Run) -> None:
    """Somebody who took this run for dead may go on with it: then it is not ours to write any more."""
    held = Run.objects.select_for_update(of=("self",)).filter(
        id=run.id, state=RunState.RUNNING, done_rows=run.done_rows
    )
    if not held.exists():
        raise UnableToImport(BUSY)


def _end(run: Run, state: RunState, why: str, *, by: Actor, now: datetime) -> Run:
    with transaction.atomic(), _system():
        run.state, run.reason, run.ended_at, run.alive_at = state, why, now, now
        run.save(update_fields=["state", "reason", "ended_at", "alive_at"])
        note(run, "done" if state == RunState.DONE else "refused", by=by, now=now)
    return run


def _cut(run: Run, now: datetime) -> None:
    """What was committed stays; the run says that it can go on. A lost database leaves it to its silence."""
    try:
        with transaction.atomic(), _system():
            Run.objects.filter(id=run.id, state=RunState.RUNNING).update(state=RunState.CUT, alive_at=now)
    except Exception:
        log.warning("a run could not be marked as cut")


def forget_temporary() -> None:
    """Drop what a run left in this connection; for processes that go on with other work."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(parts.TEMPORARY)}")


def touch(*, run: UUID, now: datetime) -> None:
    """A sign of life between two parts."""
    with transaction.atomic(), _system():
        Run.objects.filter(id=run, state=RunState.RUNNING, done_rows=F("done_rows")).update(alive_at=now)
