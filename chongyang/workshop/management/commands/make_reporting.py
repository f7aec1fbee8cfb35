"""`chongyang make_reporting`: a quarter of returns in every state for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.reporting import make_reporting


class Command(BaseCommand):
    help = "Returns of 2018Q4 in every state and of the last quarter for a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo returns")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in make_reporting(now()).items()))
