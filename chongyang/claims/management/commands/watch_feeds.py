"""`chongyang watch_feeds`: take in what waits or is dropped, until SIGTERM; the worker starts it too."""

import logging
import signal
import threading
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import connection

from chongyang.claims.operations import working
from chongyang.core import clock

log = logging.getLogger(__name__)
PAUSE = 2.0


class Command(BaseCommand):
    help = "Take in files of feeds that wait, and those in the drop folder, one after another"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        signal.signal(signal.SIGTERM, _interrupt)
        while not stop.is_set():
            count = working.work_once(clock.now)
            if options["once"]:
                return
            if not count:
                connection.close()
                stop.wait(PAUSE)


def _interrupt(*_: Any) -> None:
    """A run at work is cut between two parts and goes on later."""
    raise KeyboardInterrupt
