"""`chongyang simulate_staff`: invented seat operators and responders who answer what nobody takes."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.workshop import staff


class Command(BaseCommand):
    help = "Let invented colleagues answer incidents (only in a city whose people are invented)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("This city is real: nobody is simulated here.")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        self.stdout.write(f"{staff.run(options['seconds'])} steps")
