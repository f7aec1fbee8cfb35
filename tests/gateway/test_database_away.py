"""The database goes away for seconds: nothing is acknowledged, nothing lost, the answers come afterwards."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from chongyang.core.postgres import ensure_running
from chongyang.workshop.probes import free_port
from tests.gateway.conftest import PATIENCE, Process, fleet_on, listens, wait_until
from tests.gateway.test_tcp import AL, press, watch_on


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the database's user can reach, which pytest's own is not."""
    base = Path(tempfile.mkdtemp(prefix="cy-away-", dir="/tmp"))
    base.chmod(0o755)
    yield base / "pg"
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
        assert Process("prepare", **names).running.wait(PATIENCE) == 0
        gateway = Process("gateway_mqtt", "--url", embedded.url, **names)
        with fleet_on(embedded.url) as fleet:
            assert fleet.wait_answer(fleet.press("S0"), PATIENCE)
            server.stop()
            events = [fleet.press(f"S{number}") for number in range(1, 21)]
            time.sleep(10)
            fleet.repeat_unanswered()
            assert fleet.unanswered == 20
            server = ensure_running(home, fsync=False)
            assert all(fleet.wait_answer(event, PATIENCE) for event in events)
        assert _count(server.owner_url) == (21, 21, 21)
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
        assert Process("prepare", **names).running.wait(PATIENCE) == 0
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
