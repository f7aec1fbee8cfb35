"""The database goes away for seconds: nothing is acknowledged, nothing lost, the answers come afterwards."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chongyang.core.postgres import ensure_running
from chongyang.core.postgres.binaries import find_binaries
from chongyang.workshop.probes import free_port
from tests.conftest import GROUND
from tests.gateway.conftest import PATIENCE, Process, fleet_on, listens, wait_until
from tests.gateway.test_tcp import AL, press, watch_on


@pytest.fixture
def home(django_db_setup: None, cluster: Any) -> Iterator[Path]:
    """A prepared cluster of its own, in a folder that the database's user can reach: pytest's is none."""
    base = Path(tempfile.mkdtemp(prefix="cy-away-", dir="/tmp"))
    base.chmod(0o755)
    server = ensure_running(base / "pg", fsync=False)
    programs = find_binaries(server.place)
    ground = cluster.url("postgres", GROUND)
    with subprocess.Popen([programs / "pg_dump", ground], stdout=subprocess.PIPE) as dump:
        words = [programs / "psql", "-qX", "-v", "ON_ERROR_STOP=1", server.admin_url]
        subprocess.run(words, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dump.returncode == 0
    yield base / "pg"
    server.release()
    shutil.rmtree(base)


def _count(url: str) -> tuple[int, ...]:
    tables = ("telecare_frame", "telecare_signal", "emergency_incident")
    with psycopg.connect(url) as connection:
        found = [next(connection.execute(f"SELECT count(*) FROM {table}"))[0] for table in tables]
    return tuple(found)


def _packed(url: str) -> int:
    with psycopg.connect(url) as connection:
        return next(connection.execute("SELECT coalesce(sum(count), 0) FROM telecare_framepack"))[0]


@pytest.mark.slow
def test_the_database_is_away_for_seconds(home, embedded):
    server = ensure_running(home, fsync=False)
    try:
        names = {"DATABASE_URL": server.run_url, "DATABASE_OWNER_URL": server.owner_url}
        names["CHONGYANG_PREPARE"] = "1"  # as gateways run; what is prepared dies with the server
        gateway = Process("gateway_mqtt", "--url", embedded.url, **names)
        with fleet_on(embedded.url) as fleet:
            assert fleet.wait_answer(fleet.press("S0"), PATIENCE)
            server.stop()
            before = fleet.repeated
            events = [fleet.press(f"S{number}") for number in range(1, 21)]
            wait_until(lambda: fleet.repeat_unanswered() >= 0 and fleet.repeated >= before + 20)
            assert fleet.unanswered == 20
            server = ensure_running(home, fsync=False)
            assert all(fleet.wait_answer(event, PATIENCE) for event in events)
        frames, *made = _count(server.owner_url)
        assert made == [21, 21]
        assert frames >= 21  # a slow answer is asked for once more
        wait_until(lambda: _packed(server.owner_url) >= 20)  # what was said again meanwhile is kept, packed
        assert gateway.end() == 0
    finally:
        server.release()


@pytest.mark.slow
def test_a_watch_is_answered_when_the_database_is_back(home):
    server = ensure_running(home, fsync=False)
    port = free_port()
    try:
        names = {"DATABASE_URL": server.run_url, "DATABASE_OWNER_URL": server.owner_url}
        gateway = Process("gateway_tcp", "--protocol", "sos_watch", "--port", str(port), **names)
        wait_until(lambda: listens(port))
        with watch_on(port) as watch:
            watch.say(press())
            assert watch.hear(len(AL)) == AL
            server.stop()
            watch.say(press("8800000016") + press("8800000017"))
            assert watch.hear(1, 2) == b""
            server = ensure_running(home, fsync=False)
            assert len(watch.hear(2 * len(AL))) == 2 * len(AL)
        assert _count(server.owner_url) == (3, 3, 3)
        assert gateway.end() == 0
    finally:
        server.release()
