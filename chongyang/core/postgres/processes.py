"""Which processes are really ours: neither a zombie nor a stranger with a re-used number."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def wait_until(is_done: Callable[[], object], seconds: float) -> bool:
    """Looks every few milliseconds; False when the time is over."""
    end = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_running(pid: int) -> bool:
    """False for a zombie, for a zombie holds nothing."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return not PROC.is_dir()


def servers_of(data: Path) -> set[int]:
    """All PostgreSQL processes of a cluster: every one of them works inside its data folder."""
    return {int(entry.name) for entry in PROC.glob("[0-9]*") if _serves(entry, data)}


def _serves(entry: Path, data: Path) -> bool:
    try:
        return (entry / "cwd").samefile(data) and b"postgres" in (entry / "cmdline").read_bytes()
    except OSError:
        return False


def written_pid(data: Path) -> tuple[int, bool] | None:
    """The number in postmaster.pid and whether it says "ready"."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), len(lines) > 7 and lines[7].strip() == "ready"
    except (FileNotFoundError, ValueError, IndexError):
        return None


def live_postmaster(data: Path) -> int | None:
    """The number of the cluster's first process, if it lives."""
    written = written_pid(data)
    if not written or not is_running(written[0]):
        return None
    if PROC.is_dir() and not _serves(PROC / str(written[0]), data):
        return None
    return written[0]


def is_ready(data: Path) -> bool:
    """Whether the cluster takes connections."""
    written = written_pid(data)
    return bool(written and written[1] and live_postmaster(data))


def outlast_transition(data: Path, seconds: float = 30) -> bool:
    """Waits for a server that is just starting or ending because whoever did that was killed meanwhile.

    Answers whether it takes connections now. One that is not done in time is stopped, which loses nothing.
    """
    wait_until(lambda: is_ready(data) or not live_postmaster(data), seconds)
    if not is_ready(data):
        stop_postmaster(data)
    return is_ready(data)


def clear_remains(data: Path, sockets: Path) -> None:
    """Removes what a killed postmaster left.

    Danger: its children may still write for a moment, and the pid file is what protects them from a second
    server. So it goes only after the last of them is gone.
    """
    if live_postmaster(data) or not PROC.is_dir():
        return
    if not wait_until(lambda: not servers_of(data), 5):
        for pid in servers_of(data):
            _signal(pid, signal.SIGQUIT)
        if not wait_until(lambda: not servers_of(data), 30):
            return  # PostgreSQL itself then says what holds it
    for left in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)


def stop_postmaster(data: Path, seconds: float = 30) -> None:
    """Fast shutdown; if that hangs, the immediate one, which loses nothing either."""
    for sign in (signal.SIGINT, signal.SIGQUIT):
        pid = live_postmaster(data)
        if pid is None:
            return
        _signal(pid, sign)
        if wait_until(lambda pid=pid: not is_running(pid), seconds):  # type: ignore[misc]
            return


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
