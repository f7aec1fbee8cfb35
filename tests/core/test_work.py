"""The worker: survives what fails, says it clearly, stops at once; its jobs seal and clean."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import OperationalError, connection

from chongyang.core import events, outbox, tasks
from chongyang.core.access import enter
from chongyang.core.management.commands import work
from chongyang.core.models import Event, OutboxMessage, Seal
from chongyang.core.scopes import SYSTEM, system_scope
from tests.conftest import owner_dsn

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def until(condition, seconds: float = 120.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def record() -> Event:
    with enter(system_scope("test")):
        return events.record("test.row.made", by=SYSTEM, now=NOW, area=410105001001, subject_type="row")


def test_the_clock_survives_a_lost_database_and_says_so_without_details(monkeypatch, caplog):
    monkeypatch.setattr(work, "TICK", 0.01)
    stop, answers = threading.Event(), iter([OperationalError("张三"), OperationalError("李四"), None])

    def tick() -> None:
        answer = next(answers, None)
        if answer:
            raise answer
        stop.set()

    with caplog.at_level(logging.WARNING):
        work.keep_time(stop, tick)
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING"]
    assert "OperationalError" in caplog.text
    assert "张三" not in caplog.text


def test_pauses_grow_to_a_limit():
    patience = work.Patience("clock")
    pauses = [patience.failed(OSError()) for _ in range(8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == work.LONGEST_PAUSE


def test_the_job_seals_until_nothing_is_left(committed, monkeypatch):
    monkeypatch.setattr(tasks, "SEAL_BATCH", 1)
    for _ in range(3):
        record()
    assert tasks.seal(timestamp=0) >= 3
    assert tasks.purge(timestamp=0) == 0
    with enter(system_scope("test")):
        assert Seal.objects.count() >= 3


@pytest.fixture
def worker(committed) -> Iterator["subprocess.Popen[str]"]:
    """The command itself, as the run role, on the test database."""
    held = connection.settings_dict
    url = f"postgresql:///{held['NAME']}?host={held['HOST']}&port={held['PORT']}&user={held['USER']}"
    env = {**os.environ, "DATABASE_URL": url, "CHONGYANG_AS_OWNER": "", "PYTHONUNBUFFERED": "1"}
    argv = [sys.executable, "-m", "chongyang", "work"]
    process = subprocess.Popen(argv, env=env, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()
    process.stderr.close()


def message_state() -> str:
    with enter(system_scope("test")):
        return OutboxMessage.objects.values_list("state", flat=True).get()


def test_the_command_delivers_comes_back_after_lost_connections_and_stops(worker):
    with enter(system_scope("test")):
        outbox.send(destination="nobody", key="1", payload={}, area=410105001001, now=NOW)
    attempts = OutboxMessage.objects.values_list("attempts", flat=True)

    def tried() -> int:
        with enter(system_scope("test")):
            return int(attempts.get())

    assert until(lambda: tried() > 0)
    _drop_other_connections()
    before = tried()
    assert until(lambda: tried() > before)
    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate(timeout=120)
    assert worker.returncode == 0
    assert "working again" in told
    assert "stopped" in told


def _drop_other_connections() -> None:
    own = {**owner_dsn(), "user": connection.settings_dict["USER"]}
    with psycopg.connect(**own, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND pid <> %s",
            [connection.connection.info.backend_pid],
        )
