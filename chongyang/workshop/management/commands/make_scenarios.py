"""`chongyang make_scenarios`: two scenarios and the costs of the readings for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.scenarios import make_scenarios


class Command(BaseCommand):
    help = "Scenarios and the costs of readings for a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo scenarios")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in make_scenarios(now()).items()))
