"""Several programs under one: started in order, brought back when they crash, stopped in reverse order.

Each child leads a process group of its own, so that a Ctrl-C reaches only the supervisor and a stop reaches
the child's children too. What a child says goes to its log, never to the terminal.
"""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from .probes import UnableToStart

TETHER = Path(__file__).with_name("tether.py")
PATIENCE = (0.25, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds before each further start
STEADY = 60.0  # a child that lived so long has its patience back
LOG_LIMIT = 10 * 2**20
FIRST_TRIES = 3
LOOKS_A_SECOND = 4
LOOK_SECONDS = 1 / LOOKS_A_SECOND


@dataclass(frozen=True)
class Child:
    """A program to keep running. `ready` says when the next one may start."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], bool] | None = None
    env: Mapping[str, str] = field(default_factory=dict)


class Runner:
    """One child's process, over all its starts."""

    def __init__(self, child: Child, log_dir: Path) -> None:
        self.child = child
        self.log = log_dir / f"{child.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.due = 0.0
        self.crashes = 0

    def start(self) -> None:
        """Starts it, tied to our life, talking to its log."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        tied = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *self.child.argv]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                tied,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | self.child.env,
                start_new_session=True,
            )
        self.started, self.due = time.monotonic(), 0.0

    @property
    def lives(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def mend(self) -> str:
        """Brings a crashed child back after a while; answers what a person should be told."""
        now = time.monotonic()
        if self.lives:
            return ""
        if not self.due:
            return self._note_crash(now)
        if now >= self.due:
            self.signal(signal.SIGKILL)  # what the dead leader left of its group would hold its port
            self.start()
        return ""

    def _note_crash(self, now: float) -> str:
        self.crashes = 1 if now - self.started > STEADY else self.crashes + 1
        wait = PATIENCE[min(self.crashes, len(PATIENCE)) - 1]
        self.due = now + wait
        return f"{self.child.name} ended ({self.ending}); starting it again in {wait:g} s, see {self.log}"

    @property
    def ending(self) -> str:
        """How it ended."""
        code = self.process.returncode if self.process else None
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"

    def stop(self, seconds: float) -> None:
        """Asks its whole group to end, then makes it."""
        if self.process is None:
            return
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def signal(self, sign: signal.Signals) -> None:
        """Sends a signal to its whole group."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, sign)
        except (ProcessLookupError, PermissionError):  # macOS denies what is only a zombie
            return


class Supervisor:
    """Keeps children running. Use it as a context manager, or call `run_until_signal`.

    `every_second` is called about once a second while it watches, for instance to revive the database.
    """

    def __init__(
        self,
        children: Sequence[Child],
        log_dir: Path,
        *,
        say: Callable[[str], object] = print,
        every_second: Callable[[], object] | None = None,
        ready_seconds: float = 60,
        stop_seconds: float = 10,
    ) -> None:
        self.runners = [Runner(child, log_dir) for child in children]
        self.log_dir, self.say, self.every_second = log_dir, say, every_second
        self.ready_seconds, self.stop_seconds = ready_seconds, stop_seconds
        self.stopping = threading.Event()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Starts all in order, each once the one before is ready. Raises UnableToStart."""
        self.log_dir.mkdir(parents=True, exist_ok=True)
        for runner in self.runners:
            if not self.stopping.is_set():
                runner.start()
                self._await(runner)

    def _await(self, runner: Runner) -> None:
        ready = runner.child.ready
        end = time.monotonic() + self.ready_seconds
        while ready and not self.stopping.is_set() and not (runner.lives and ready()):
            self._watch_first_steps(runner, end)
            self.stopping.wait(0.05)

    def _watch_first_steps(self, runner: Runner, end: float) -> None:
        """A crash or two may pass (a port not yet given back); more means it cannot run."""
        if time.monotonic() > end:
            raise UnableToStart(
                f"{runner.child.name} is not ready after {self.ready_seconds:.0f} s: see {runner.log}."
            )
        told = runner.mend()
        if runner.crashes >= FIRST_TRIES:
            raise UnableToStart(f"{runner.child.name} cannot start ({runner.ending}): see {runner.log}.")
        if told:
            self.say(told)

    def mend(self) -> None:
        """Looks after all children once."""
        for runner in self.runners:
            if told := runner.mend():
                self.say(told)

    def stop(self) -> None:
        """Stops all, the last started first. Nothing is left, whatever they do."""
        self.stopping.set()
        for runner in reversed(self.runners):
            runner.stop(self.stop_seconds)

    def run_until_signal(self, on_ready: Callable[[], object] | None = None) -> None:
        """Starts all, calls `on_ready` beside them, watches until Ctrl-C or SIGTERM, stops all."""
        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {sign: signal.signal(sign, self._on_signal) for sign in wanted}
        try:
            with self:
                if on_ready and not self.stopping.is_set():
                    threading.Thread(target=_told_if_it_fails, args=[on_ready], daemon=True).start()
                self._watch()
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _watch(self) -> None:
        for turn in itertools.count(1):
            if self.stopping.wait(LOOK_SECONDS):
                return
            self.mend()
            if self.every_second and turn % LOOKS_A_SECOND == 0:
                self.every_second()

    def _on_signal(self, sign: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():  # a second Ctrl-C: no more waiting
            self.stop_seconds = 0
            for runner in self.runners:
                runner.signal(signal.SIGKILL)
        self.stopping.set()


def _told_if_it_fails(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        traceback.print_exc()
