"""chongyang make_settlement: last month's statements and bills of the demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.settlement import make_settlement


class Command(BaseCommand):
    help = "Statements of last month and own bills for the demo city; what stands stays."

    def handle(self, *args: Any, **options: Any) -> None:
        """A second run changes nothing."""
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo statements")
        told = make_settlement(now())
        self.stdout.write(", ".join(f"{what} {count}" for what, count in told.items()))
