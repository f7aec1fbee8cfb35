"""`chongyang simulate_calls`: a simulated exchange that rings the line of a demo city now and then."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.workshop.exchange import Exchange


class Command(BaseCommand):
    help = "Let the line 12349 ring (only in a city whose people are invented)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=None)
        parser.add_argument("--calls-an-hour", type=float, default=20)
        parser.add_argument("--seed", type=int, default=9)

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("This city is real: nobody is simulated here.")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        exchange = Exchange(options["seed"])
        self.stdout.write(f"{exchange.run(options['seconds'], options['calls_an_hour'])} calls")
