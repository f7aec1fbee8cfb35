"""Starting, sharing and stopping the embedded server.

Two lock files say who may do what. `start.lock` is held while somebody starts or stops it. `users.lock` is
held shared by every process that uses it; who can take it alone is the last one and stops the server.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from .binaries import Binaries, find_binaries
from .cluster import DATABASE, OWNER, RUN, make_cluster, prepare
from .errors import UnableToRunPostgres, explained, from_log
from .place import Place, closed_folder, place_for
from .processes import clear_remains, is_ready, is_running, outlast_transition, stop_postmaster, wait_until

PORT = 5432  # only part of the socket's name: nothing listens on the network
LOG_LIMIT = 5 * 2**20
SETTINGS = {  # sized for a small machine
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # A failing statement holds people's data: the log keeps starts, stops and crashes alone.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """A running server and our share in it."""

    def __init__(self, place: Place, users: TextIO, settings: dict[str, str]) -> None:
        self.place = place
        self.settings = settings
        self.socket_dir = place.sockets
        self.port = PORT
        self.admin_url = self.url("postgres")
        self.owner_url = self.url(OWNER)
        self.run_url = self.url(RUN)
        self.notice = place.notice
        self._users: TextIO | None = users
        self._process = os.getpid()
        atexit.register(self.release)

    def url(self, user: str, database: str = DATABASE) -> str:
        """A connection address over the socket."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_dir), safe='')}&port={self.port}"

    @property
    def is_running(self) -> bool:
        """Whether it takes connections now."""
        return is_ready(self.place.data)

    def revive(self) -> bool:
        """Starts it again if it died; answers whether that was needed. For who watches a long run."""
        with _locked(self.place):
            if is_ready(self.place.data):
                return False
            _start(self.place, self.settings)
        return True

    def stop(self) -> None:
        """Stops the server for everybody (fast shutdown: open transactions are rolled back)."""
        self._let_go()
        with _locked(self.place):
            stop_postmaster(self.place.data)

    def release(self) -> None:
        """Gives up our share; the last one to do so stops the server. Safe to call twice."""
        if self._users is None or os.getpid() != self._process:  # a forked child shares its parent's lock
            return
        self._let_go()
        if not self.place.home.is_dir():
            return
        with _locked(self.place), _users_file(self.place) as users:
            if _is_alone(users):
                stop_postmaster(self.place.data)

    def _let_go(self) -> None:
        atexit.unregister(self.release)
        if self._users is not None:
            self._users.close()
            self._users = None


def ensure_running(root: Path, *, fsync: bool = True, options: Sequence[tuple[str, str]] = ()) -> Server:
    """Starts the cluster whose home is `root` (made if missing), or joins the one that runs there.

    `options` are settings of PostgreSQL that count only if this call starts it. `fsync=False` may lose data
    when the machine fails and is for tests. Costs 3 s the first time, 0.3 s for a start, 5 ms for joining.
    Raises UnableToRunPostgres with a sentence for a person.
    """
    place = place_for(root)
    settings = SETTINGS | ({} if fsync else CARELESS) | dict(options)
    with explained(place.home), _locked(place):
        closed_folder(place.sockets, place.user)
        users = _users_file(place)
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            if not is_ready(place.data):
                _start(place, settings)
            server = Server(place, users, settings)
            prepare(place, server.url("postgres", "postgres"))
        except BaseException:
            users.close()
            raise
    return server


def _start(place: Place, settings: dict[str, str]) -> None:
    if outlast_transition(place.data):
        return
    clear_remains(place.data, place.sockets)
    binaries = find_binaries(place)
    make_cluster(place, binaries, fsync=settings.get("fsync") != "off")
    with _fresh_log(place.log) as log:
        begin = log.tell()
        pid = _launch(place, binaries, settings, log)
        wait_until(lambda: is_ready(place.data) or not is_running(pid), 60)
    if not is_ready(place.data):
        with place.log.open(errors="replace") as told:
            told.seek(begin)
            raise from_log(told.read(), place.log)


def _launch(place: Place, binaries: Binaries, settings: dict[str, str], log: TextIO) -> int:
    """Starts the postmaster as nobody's child, so that it outlives us and our Ctrl-C; answers its number."""
    argv: list[str | Path] = [binaries / "postgres", "-D", place.data, "-k", place.sockets, "-p", str(PORT)]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    script = '"$@" </dev/null >&2 & echo $!'
    told = place.user.run(
        ["/bin/sh", "-c", script, "sh", *argv], stdout=-1, stderr=log, start_new_session=True
    )
    if not told.stdout.strip().isdigit():
        raise UnableToRunPostgres(f"PostgreSQL could not be launched (its log is {place.log}).")
    return int(told.stdout)


def _fresh_log(path: Path) -> TextIO:
    """The log, opened at its end; the former one is kept once it has grown."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    log = path.open("a")
    log.seek(0, os.SEEK_END)
    return log


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    """One process at a time starts or stops the server; a killed one lets go by itself."""
    with (place.home / "start.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _users_file(place: Place) -> TextIO:
    return (place.home / "users.lock").open("a")


def _is_alone(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
