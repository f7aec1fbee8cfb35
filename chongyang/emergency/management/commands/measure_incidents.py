"""`chongyang measure_incidents`: the kept times of incidents that have none, or of all. Part of `prepare`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from chongyang.core.clock import now
from chongyang.emergency import operations


class Command(BaseCommand):
    help = "Measure incidents from their chains into the ledger's rows; safe to repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="anew for every incident")

    def handle(self, *args: Any, **options: Any) -> None:
        done = operations.measure_all(now=now(), only_missing=not options["all"])
        if options["verbosity"]:
            self.stdout.write(f"incidents measured: {done}")
