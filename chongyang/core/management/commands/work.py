"""`chongyang work`: runs jobs, delivers messages, fires timers, until told to stop.

Two threads: the clock (outbox and timers, every half second) and the jobs (procrastinate), and one for each
tick that a room registered (core.ticking), so that slow work of one holds up nobody else. Each outlives a
lost database: it says so, tries again with growing pauses, says when it is back. Nothing is lost meanwhile,
because all of it waits in the database.
"""

import asyncio
import atexit
import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management import BaseCommand
from django.db import connections
from procrastinate.contrib.django import app

from chongyang.core import heartbeats, outbox, ticking
from chongyang.core.clock import now
from chongyang.core.operations.cases import fire_due_timers

log = logging.getLogger(__name__)

TICK = 0.5
LONGEST_PAUSE = 2.0  # so long may it still rest when the database is back
GRACE = 1.5
JOBS_AT_ONCE = 2
POLL_SECONDS = 5.0


class Patience:
    """Pauses that double with each failure in a row; the first failure and the recovery are logged."""

    def __init__(self, what: str) -> None:
        self.what, self.failures = what, 0

    def failed(self, error: BaseException) -> float:
        self.failures += 1
        pause = min(TICK * float(2**self.failures), LONGEST_PAUSE)
        log.error("%s: %s, trying again in %.0f s", self.what, type(error).__name__, pause)
        return pause

    def worked(self) -> None:
        if self.failures:
            log.warning("%s: working again after %d failures", self.what, self.failures)
        self.failures = 0


def tick() -> None:
    """Deliver what is due and fire what has gone off; goes on at once while there is plenty."""
    heartbeats.beat("worker", now=now())
    while outbox.deliver_due(now=now(), without=ticking.LANES) + fire_due_timers(now=now()) >= 100:
        continue


def keep_time(stop: threading.Event, work: Callable[[], None] = tick, name: str = "clock") -> None:
    """The clock's thread, and that of each tick of a room."""
    patience, pause = Patience(name), 0.0
    while not stop.wait(pause):
        try:
            work()
        except Exception as error:
            connections.close_all()
            pause = patience.failed(error)
        else:
            patience.worked()
            pause = TICK
    connections.close_all()


def run_jobs(stop: threading.Event) -> None:
    """The jobs' thread."""
    patience = Patience("jobs")
    while not stop.is_set():
        try:
            asyncio.run(_work_until(stop))
        except Exception as error:
            stop.wait(patience.failed(error))
        else:
            patience.worked()
        finally:
            connections.close_all()


async def _work_until(stop: threading.Event) -> None:
    """A procrastinate worker on a connection of its own, cancelled when `stop` is set."""
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            worker = asyncio.create_task(_worker())
            while not stop.is_set() and not worker.done():
                await asyncio.wait({worker}, timeout=TICK / 2)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=stop.is_set())


async def _worker() -> None:
    await app.run_worker_async(
        concurrency=JOBS_AT_ONCE,
        install_signal_handlers=False,
        shutdown_graceful_timeout=GRACE / 2,
        fetch_job_polling_interval=POLL_SECONDS,
        delete_jobs="successful",
    )


class Command(BaseCommand):
    help = "Run jobs, deliver messages and fire timers until SIGTERM or Ctrl-C"
    requires_system_checks: list[str] = []  # they load every page: half a start; `check` is a step of its own

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        threads = [
            threading.Thread(target=run, args=(stop,), name=run.__name__, daemon=True)
            for run in (keep_time, run_jobs)
        ]
        threads += [
            threading.Thread(target=keep_time, args=(stop, work, name), name=name, daemon=True)
            for name, work in ticking.all_ticks().items()
        ]
        for thread in threads:
            thread.start()
        log.info("working")
        stop.wait()
        _leave_in_time()
        for thread in threads:
            thread.join(GRACE)
        log.info("stopped")


def _leave_in_time() -> None:
    """What still hangs on a lost database after the grace is left behind; its rows roll back by then."""
    last = threading.Timer(GRACE, _leave)
    last.daemon = True
    last.start()


def _leave() -> None:
    log.warning("stopped, leaving what hung")
    logging.shutdown()
    atexit._run_exitfuncs()  # the embedded server counts its users; os._exit alone would skip that
    os._exit(0)
