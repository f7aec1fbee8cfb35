"""The worker's part: files whose claims changed are settled each minute, late answers go up, and a process of
its own takes waiting files in, so that no alarm waits behind them.
"""

import atexit
import os
import subprocess
import sys
import time

from procrastinate.contrib.django import app

from chongyang.claims.operations import contests, settling, working
from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.clockwork import each_minute, every
from chongyang.core.scopes import system_scope

EVERY_SECONDS = 2.0
NICE = 10
PARTS = 50
"""At most so many parts in one go; the next minute goes on."""


@each_minute()
@app.task(queueing_lock="claims.settle", pass_context=False)  # type: ignore[untyped-decorator]
def settle(timestamp: int) -> int:
    """Settle what waits, part by part, each in a transaction of its own: told deaths are proposed today."""
    done = 0
    for _ in range(PARTS):
        if not (count := settling.settle_due(now=clock.now())):
            break
        done += count
    return done


@every(10, after=5)
@app.task(queueing_lock="claims.late", pass_context=False)  # type: ignore[untyped-decorator]
def escalate(timestamp: int) -> int:
    """Contests whose deadline passed."""
    with enter(system_scope("claims.late")):
        return contests.escalate_late(now=clock.now())


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
