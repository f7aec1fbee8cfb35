"""A rehearsal of the day after a disaster: restore to a moment, and prove that exactly that moment is back.

A cluster of its own with WAL archiving gets the schema and some sealed events; after a base backup come
marked events, a noted moment, and further ones that must not be there afterwards. The backup is then laid
into another folder, rolled forward to the moment, started on another socket, and its chain is verified.
"""

import contextlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command

from chongyang.core import clock, events
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations.seals import seal_events
from chongyang.core.postgres import Server, ensure_running
from chongyang.core.postgres.binaries import find_binaries
from chongyang.core.queries.chain import verify_chain
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.workshop import restore_forgetting as forgetting
from chongyang.workshop.databases import working_on

AREA = 410100000000
BEFORE, LATER, AFTER = "workshop.drill.before", "workshop.drill.later", "workshop.drill.after"
MARKED = 200
LONGEST_WAIT = 60.0
Say = Callable[[str], Any]


class UnableToRestore(Exception):
    """The drill failed; the text says at which step."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What was written, what was found again, and how long each step took."""

    moment: str
    written: dict[str, int]
    found: dict[str, int]
    chain_ok: bool
    events_verified: int
    restored_bytes: int
    archived_bytes: int
    seconds: dict[str, float]
    forgotten_again: bool = True

    @property
    def holds(self) -> bool:
        """All up to the moment, nothing after it, an unbroken chain, and what was destroyed is gone."""
        wanted = {**self.written, AFTER: 0}
        return self.found == wanted and self.chain_ok and self.forgotten_again

    def as_dict(self) -> dict[str, Any]:
        return {"ok": self.holds, **asdict(self)}


def drill(home: Path, say: Say = print) -> Drill:
    """The whole rehearsal in an empty folder that the caller throws away."""
    with forgetting.own_ledger(home):
        return _rehearse(home, _Steps(say))


def _rehearse(home: Path, steps: "_Steps") -> Drill:
    source = _source(home, steps)
    try:
        person = forgetting.write_file(source)
        with steps.timed("base backup"):
            backup = _base_backup(source, home)
        moment, written = _write_marked(source, steps)
        with steps.timed("destruction"):
            forgetting.destroy_file(source)
        with steps.timed("archive"):
            _archive_all(source)
    finally:
        source.stop()
    restored = _restore(home, backup, moment, steps)
    try:
        found = _judge(restored, moment, written, steps, home / "archive")
        with steps.timed("destroyed again"):
            return replace(found, forgotten_again=forgetting.is_forgotten_again(restored, person))
    finally:
        restored.stop()


class _Steps:
    """Says each step and keeps its time."""

    def __init__(self, say: Say) -> None:
        self.say, self.seconds = say, dict[str, float]()

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        self.say(f"{name} …")
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 2)


def _source(home: Path, steps: _Steps) -> Server:
    """A cluster that archives, with the schema and the first marked events, sealed."""
    archive = home / "archive"
    archive.mkdir(parents=True)
    archive.chmod(0o777)  # the database's own user writes here; the drill's folder goes away at the end
    copy = f'test ! -f "{archive}/%f" && cp "%p" "{archive}/%f"'
    with steps.timed("cluster and schema"):
        options = (("archive_mode", "on"), ("archive_command", copy), ("wal_level", "replica"))
        server = ensure_running(home / "source", options=options)
        with working_on(server.owner_url), contextlib.redirect_stdout(sys.stderr):
            call_command("prepare", verbosity=0)
    _record(server, BEFORE, MARKED)
    return server


def _record(server: Server, kind: str, count: int) -> None:
    """Events by the real operation, as the run role, sealed as the worker seals them."""
    with working_on(server.run_url):
        with enter(system_scope("drill")):
            for _ in range(count):
                events.record(
                    kind,
                    by=SYSTEM,
                    now=clock.now(),
                    area=AREA,
                    subject_type="workshop.drill",
                    payload={"kind": kind},
                )
        while seal_events(now=clock.now()):
            continue


def _base_backup(source: Server, home: Path) -> Path:
    place = source.place
    goal = place.user.own(place.home / "base")
    words: list[str | Path] = [
        find_binaries(place) / "pg_basebackup",
        "-D",
        goal,
        "-d",
        source.admin_url,
        "-X",
        "none",
        "-c",
        "fast",
    ]
    done = place.user.run(words, capture_output=True)
    if done.returncode:
        raise UnableToRestore(f"pg_basebackup: {done.stderr.strip()[-300:]}")
    return goal


def _write_marked(source: Server, steps: _Steps) -> tuple[str, dict[str, int]]:
    """Marked events on both sides of a moment of the database's own clock."""
    with steps.timed("marked events"):
        _record(source, LATER, MARKED)
        with psycopg.connect(source.admin_url, dbname="chongyang", autocommit=True) as database:
            row = database.execute("SELECT clock_timestamp()::text, pg_sleep(0.2)").fetchone()
        _record(source, AFTER, MARKED)
    assert row, "a clock always answers"
    return str(row[0]), {BEFORE: MARKED, LATER: MARKED, AFTER: MARKED}


def _archive_all(source: Server) -> None:
    """Close the running WAL file and wait until it lies in the archive."""
    with psycopg.connect(source.admin_url, autocommit=True) as admin:
        row = admin.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert row, "there is always a WAL file"
        until = time.monotonic() + LONGEST_WAIT
        while not _is_archived(admin, str(row[0])):
            if time.monotonic() > until:
                raise UnableToRestore("the last WAL file was not archived within a minute")
            time.sleep(0.1)


def _is_archived(admin: "psycopg.Connection[Any]", name: str) -> bool:
    row = admin.execute(
        "SELECT coalesce(last_archived_wal, '') >= %s FROM pg_stat_archiver", [name]
    ).fetchone()
    return bool(row and row[0])


def _restore(home: Path, backup: Path, moment: str, steps: _Steps) -> Server:
    """The backup in another folder, rolled forward to the moment, promoted, on its own socket."""
    goal = home / "restored"
    goal.mkdir()
    goal.chmod(0o755)
    with steps.timed("restore"):
        backup.rename(goal / "data")
        (goal / "data" / "recovery.signal").touch()
        options = (
            ("restore_command", f'cp "{home}/archive/%f" "%p"'),
            ("recovery_target_time", moment),
            ("recovery_target_action", "promote"),
        )
        server = ensure_running(goal, options=options)
        _await_promotion(server)
    return server


def _await_promotion(server: Server) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            row = admin.execute("SELECT pg_is_in_recovery()").fetchone()
        if row and not row[0]:
            return
        time.sleep(0.1)
    raise UnableToRestore("the restored cluster did not leave recovery within a minute")


def _judge(restored: Server, moment: str, written: dict[str, int], steps: _Steps, archive: Path) -> Drill:
    with steps.timed("verification"), working_on(restored.run_url):
        with enter(system_scope("drill")):
            found = {kind: Event.objects.filter(kind=kind).count() for kind in written}
        verdict = verify_chain()
    return Drill(
        moment=moment,
        written=written,
        found=found,
        chain_ok=verdict.broken is None,
        events_verified=verdict.events,
        restored_bytes=_size(restored.place.data),
        archived_bytes=_size(archive),
        seconds=steps.seconds,
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def clear(home: Path) -> None:
    """Throw the drill's folder away."""
    shutil.rmtree(home, ignore_errors=True)
