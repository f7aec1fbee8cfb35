"""The worker's part: a process of its own takes waiting files in, so that no alarm waits behind them."""

import atexit
import os
import subprocess
import sys
import time

from chongyang.claims.operations import working
from chongyang.core import clock

EVERY_SECONDS = 2.0
NICE = 10


class Watch:
    """Looks every two seconds; one helper at a time, ended with the worker (its run goes on later)."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.next_look = 0.0

    def __call__(self) -> None:
        if self.child and self.child.poll() is None:
            return
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + EVERY_SECONDS
        if working.has_work(clock.now()):
            self.start()

    def start(self) -> None:
        words = [sys.executable, "-m", "chongyang", "watch_feeds", "--once"]
        if self.child is None:
            atexit.register(self.stop)
        self.child = subprocess.Popen(words)
        os.setpriority(os.PRIO_PROCESS, self.child.pid, NICE)

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.terminate()
