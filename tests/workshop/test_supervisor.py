"""Programs under one supervisor: order, crashes, signals, and nobody left behind."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chongyang.workshop.probes import (
    UnableToStart,
    answers_at,
    check_port_free,
    free_port,
    is_port_free,
    listens_on,
)
from chongyang.workshop.supervisor import Child, Supervisor

CHECKOUT = Path(__file__).parents[2]
SLEEP = "import time; time.sleep(60)"


def _python(name: str, script: str, ready: Callable[[], bool] | None = None) -> Child:
    return Child(name, [sys.executable, "-c", textwrap.dedent(script)], ready)


def _wait(is_done: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not is_done() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(is_done())


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _pid(path: Path) -> int:
    assert _wait(lambda: path.exists() and path.read_text().endswith("\n"))
    return int(path.read_text())


def _writes_pid(path: Path) -> str:
    return f"import os, time; open({str(path)!r}, 'w').write(str(os.getpid()) + '\\n'); time.sleep(60)"


def test_each_waits_for_the_one_before(tmp_path: Path) -> None:
    port = free_port()
    serve = f"import http.server as h; h.test(h.SimpleHTTPRequestHandler, port={port}, bind='127.0.0.1')"
    ask = f"import urllib.request as u; u.urlopen('http://127.0.0.1:{port}').close(); print('served')"
    first, second = _python("first", serve, listens_on(port)), _python("second", ask)
    with Supervisor([first, second], tmp_path):
        assert answers_at(f"http://127.0.0.1:{port}/missing")()
        assert _wait(lambda: "served" in (tmp_path / "second.log").read_text())
    assert is_port_free(port)


def test_crashed_child_comes_back(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    told: list[str] = []
    supervisor = Supervisor([_python("fragile", _writes_pid(mark))], tmp_path, say=told.append)
    with supervisor:
        first = _pid(mark)
        os.kill(first, signal.SIGKILL)
        while mark.read_text().strip() in ("", str(first)):  # pytest's time limit ends it if need be
            supervisor.mend()
            time.sleep(0.05)
    assert told == [f"fragile ended (SIGKILL); starting it again in 0.25 s, see {tmp_path / 'fragile.log'}"]


def test_child_that_cannot_start_stops_everything(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    told: list[str] = []
    good = _python("good", _writes_pid(mark), mark.exists)
    bad = _python("bad", "raise SystemExit(3)", lambda: False)
    with (
        pytest.raises(UnableToStart, match=r"bad cannot start \(exit 3\)"),
        Supervisor([good, bad], tmp_path, say=told.append),
    ):
        pass
    assert not _lives(_pid(mark))


def test_child_never_ready_is_named(tmp_path: Path) -> None:
    slow = _python("slow", SLEEP, lambda: False)
    with (
        pytest.raises(UnableToStart, match="slow is not ready after 1 s"),
        Supervisor([slow], tmp_path, ready_seconds=1),
    ):
        pass


def test_stubborn_child_and_its_children_are_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    stubborn = f"""
        import signal, subprocess, sys
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        deaf = "import signal; signal.signal(15, signal.SIG_IGN); "
        subprocess.run([sys.executable, "-c", deaf + {_writes_pid(mark)!r}])
    """
    with Supervisor([_python("stubborn", stubborn)], tmp_path, stop_seconds=0.5):
        grandchild = _pid(mark)
    assert _wait(lambda: not _lives(grandchild))


def test_stopped_in_reverse_order(tmp_path: Path) -> None:
    order = tmp_path / "order"
    script = """
        import signal, sys, time
        def leave(*_):
            open({order!r}, "a").write({name!r}); sys.exit()
        signal.signal(signal.SIGTERM, leave)
        open({mark!r}, "w").close()
        time.sleep(60)
    """
    children = [
        _python(
            name,
            script.format(order=str(order), name=name, mark=str(tmp_path / name)),
            (tmp_path / name).exists,
        )
        for name in "abc"
    ]
    with Supervisor(children, tmp_path):
        pass
    assert order.read_text() == "cba"


def _supervised(tmp_path: Path, mark: Path) -> "subprocess.Popen[str]":
    script = f"""
        import sys
        from pathlib import Path
        from chongyang.workshop.supervisor import Child, Supervisor
        child = Child("child", [sys.executable, "-c", {_writes_pid(mark)!r}], Path({str(mark)!r}).exists)
        Supervisor([child], Path({str(tmp_path)!r})).run_until_signal(lambda: print("ready", flush=True))
        print("stopped", flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_all_cleanly(tmp_path: Path, sign: signal.Signals) -> None:
    mark = tmp_path / "pid"
    process = _supervised(tmp_path, mark)
    process.send_signal(sign)
    told, _ = process.communicate(timeout=60)
    assert (told, process.returncode) == ("stopped\n", 0)
    assert not _lives(_pid(mark))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    process = _supervised(tmp_path, mark)
    process.kill()
    process.communicate(timeout=60)
    assert _wait(lambda: not _lives(_pid(mark)))


def test_taken_port_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UnableToStart, match=rf"Port {port} is taken .* 'PORT=\d+ make demo'"):
            check_port_free(port)
    check_port_free(port)


def test_old_log_is_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chongyang.workshop.supervisor.LOG_LIMIT", 3)
    (tmp_path / "talker.log").write_text("long ago")
    with Supervisor([_python("talker", SLEEP)], tmp_path):
        pass
    assert (tmp_path / "talker.log.1").read_text() == "long ago"
