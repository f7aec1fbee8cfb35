"""Waiting files are taken in one after another, and files that departments put into the drop folder.

One process does this at a time (an advisory lock); a bad file is put aside with its report and stops none.
"""

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from chongyang.claims.enums import RunState
from chongyang.claims.models import Run
from chongyang.claims.operations import keeping, receiving, taking_in
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.operations.taking_in import Clock
from chongyang.claims.queries import reports, runs
from chongyang.claims.rules.limits import limits
from chongyang.claims.rules.reasons import reason
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

log = logging.getLogger(__name__)
BY = Actor(kind="system", label="feeds")
LOCK = 4_105_005
QUIET_SECONDS = 5
"""A file that grew a moment ago is still being copied."""
DAY_IN_NAME = re.compile(r"(20\d{2})-?(\d{2})-?(\d{2})")
DONE, REFUSED, FAILED = "done", "refused", "failed"


def has_work(now: datetime) -> bool:
    """Whether a run waits, or a file lies in the drop folder; cheap enough to ask every two seconds."""
    return bool(_with_files(now)) or any(True for _ in dropped_files())


def work_once(clock: Clock) -> int:
    """Take in what waits and what was dropped; returns how many files. Nothing while another process does."""
    with _alone() as is_alone:
        if not is_alone:
            return 0
        return sum(1 for _ in _take_waiting(clock)) + sum(1 for _ in _take_dropped(clock))


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (held,) = cursor.fetchone()
        try:
            yield bool(held)
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _waiting(now: datetime) -> QuerySet[Run]:
    """Runs to go on with; one that failed by itself waits until a person says so."""
    gone = now - timedelta(seconds=limits().stale_seconds)
    stale = Q(state=RunState.RUNNING, alive_at__lt=gone)
    open_runs = Run.objects.filter(Q(state=RunState.WAITING) | Q(state=RunState.CUT, reason="") | stale)
    return open_runs.order_by("received_at", "id")


def _with_files(now: datetime) -> list[UUID]:
    """Those whose file lies here; one that a command began is gone on with by that command."""
    with enter(system_scope("feeds")):
        waiting = list(_waiting(now).values_list("id", flat=True))
    return [run for run in waiting if keeping.path_of(run).exists()]


def _take_waiting(clock: Clock) -> Iterator[UUID]:
    for run in _with_files(clock()):
        _take(run, keeping.path_of(run), clock)
        yield run


def _take(run: UUID, path: Path, clock: Clock) -> Run | None:
    """One file; whatever happens to it, the next one is tried. None where another run of the feed works."""
    try:
        taken = taking_in.take_in(run=run, path=path, clock=clock, by=BY)
    except UnableToImport:
        return None
    except Exception:
        log.exception("a file of a feed failed")
        with transaction.atomic(), enter(system_scope("feeds")):
            Run.objects.filter(id=run, state=RunState.CUT).update(reason=reason("failed"))
            return Run.objects.get(id=run)
    if taken.state in keeping.ENDED:
        keeping.forget(run)
    return taken


def dropped_files() -> Iterator[tuple[str, Path]]:
    """Files in `CHONGYANG_DROP/<feed>/` that are no longer being written."""
    if not settings.DROP:
        return
    quiet = time.time() - QUIET_SECONDS
    for folder in sorted(path for path in Path(settings.DROP).glob("*") if path.is_dir()):
        for path in sorted(folder.glob("*")):
            if not path.name.startswith(".") and _is_quiet(path, quiet):
                yield folder.name, path


def _is_quiet(path: Path, quiet: float) -> bool:
    """A file whose last byte is some seconds old; one that vanished meanwhile is none."""
    try:
        return path.is_file() and path.stat().st_mtime < quiet
    except OSError:
        return False


def _take_dropped(clock: Clock) -> Iterator[Path]:
    for feed, path in list(dropped_files()):
        try:
            run = _receive_dropped(feed, path, clock())
        except UnableToImport as refused:
            _put_aside(path, REFUSED, {"refused": str(refused)}, None)
        else:
            _finish(path, run, clock)
        yield path


def _receive_dropped(feed: str, path: Path, now: datetime) -> Run:
    scope = system_scope("feeds", BY)
    with transaction.atomic(), enter(scope):
        return receiving.receive_file(
            feed=feed,
            path=path,
            file_name=path.name,
            told_on=day_of(path, now),
            scope=scope,
            by=BY,
            now=now,
        ).run


def day_of(path: Path, now: datetime) -> date:
    """The day in the file's name (20261101), else the day on which it was written."""
    if found := DAY_IN_NAME.search(path.name):
        try:
            return min(date(int(found[1]), int(found[2]), int(found[3])), timezone.localdate(now))
        except ValueError:
            pass
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    return min(written.date(), timezone.localdate(now))


def _finish(path: Path, run: Run, clock: Clock) -> None:
    """A file of a busy feed stays where it lies; one that failed goes on when it is put there again."""
    taken = _take(run.id, path, clock)
    if taken is None:
        return
    with enter(system_scope("feeds")):
        rows = reports.report_rows(system_scope("feeds"), taken, reveals=False) if taken.faults else None
        told = runs.figures_of(taken) | {"sentence": runs.say_reason(taken.reason)}
    words = {RunState.DONE.value: DONE, RunState.REFUSED.value: REFUSED}
    _put_aside(path, words.get(taken.state, FAILED), told, rows)


def _put_aside(path: Path, word: str, told: dict[str, object], rows: reports.Rows | None) -> None:
    target = path.parent / word
    target.mkdir(exist_ok=True)
    moved = target / path.name
    if moved.exists():
        moved = target / f"{path.stem}-{int(path.stat().st_mtime)}{path.suffix}"
    path.rename(moved)
    moved.with_name(f"{moved.name}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    if rows:
        moved.with_name(f"{moved.name}.faults.csv").write_bytes(reports.as_csv(rows))


@transaction.atomic
def go_on(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> Run:
    """Let a cut run wait again. Raises NotAllowed, NotFound, UnableToImport."""
    demand(scope, Can.IMPORT_FEEDS)
    held = runs.access_run(scope, run)
    if held.state != RunState.CUT:
        raise UnableToImport(N_("只有中断的导入可以继续。"))
    if not keeping.path_of(run).exists():
        raise UnableToImport(N_("文件已不在，无法继续，请重新上传。"))
    held.state, held.reason, held.alive_at = RunState.WAITING, "", now
    held.save(update_fields=["state", "reason", "alive_at"])
    receiving.note(held, "resumed", by=by, now=now)
    return held
