"""`chongyang watch_alerting`: watches the escalation from outside, until told to stop; `--once` looks and
answers.
"""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.gateway.messaging.watching import Watcher, watch


class Command(BaseCommand):
    help = "Say loudly when the escalation stands still: log, /readyz, pages, CHONGYANG_WATCH_URL"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="look once; ends with 1 when something is wrong"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            stalls = Watcher().look()
            if stalls:
                raise CommandError(", ".join(stall.code for stall in stalls))
            self.stdout.write("the escalation goes on")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        watch(stop)
