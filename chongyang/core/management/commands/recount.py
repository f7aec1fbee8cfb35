"""`chongyang recount`: count anew what is kept by street, instead of waiting for the clock."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.core.clock import now
from chongyang.core.operations.counts import recount


class Command(BaseCommand):
    help = "Count anew the numbers that are kept by street (the worker does so every ten minutes)"

    def handle(self, *args: Any, **options: Any) -> None:
        kept = recount(now=now())
        self.stdout.write(f"{kept} numbers counted")
