"""A worker in a process of its own is killed; the watcher, another process, says so."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection

from chongyang.alerting.models import RunStep
from chongyang.core.clock import now
from chongyang.core.models import Fact
from chongyang.core.policies import RUN_ROLE
from tests.alerting.ways import OVERFLOW, begin, make_chain, wait
from tests.emergency.races import as_system

WORDS = [sys.executable, "-m", "chongyang"]


def environment():
    held = connection.settings_dict
    url = f"postgresql://{RUN_ROLE}@/{held['NAME']}?host={held['HOST']}&port={held['PORT']}"
    return {**os.environ, "DATABASE_URL": url, "CHONGYANG_AS_OWNER": "0"}


def ask_watcher():
    found = subprocess.run(
        [*WORDS, "watch_alerting", "--once"], env=environment(), capture_output=True, text=True, timeout=200
    )
    return found.returncode, found.stderr


def until(is_so, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.slow
def test_a_killed_worker_is_seen_by_the_watcher_and_the_next_one_catches_up(committed):
    as_system(lambda: make_chain(OVERFLOW, wait(600), OVERFLOW))
    worker = subprocess.Popen([*WORDS, "work"], env=environment(), start_new_session=True)
    try:
        assert until(lambda: as_system(lambda: Fact.objects.filter(name="alive.alerting").exists()))
        assert ask_watcher()[0] == 0
        subject = as_system(begin)
        pending = lambda: as_system(  # noqa: E731
            lambda: RunStep.objects.filter(run__subject=subject, number=1, done_at=None).exists()
        )
        assert until(lambda: not pending())
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(60)
    as_system(lambda: begin(at=now() - timedelta(seconds=20)))
    code, said = ask_watcher()
    assert code == 1
    assert "unclaimed" in said
    assert "CRITICAL" in said
