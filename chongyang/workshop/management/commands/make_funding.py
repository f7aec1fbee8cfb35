"""`chongyang make_funding`: subsidies of a demo city in every state, and what runs on after them."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.funding import make_funding
from chongyang.workshop.funding_runs import make_runs


class Command(BaseCommand):
    help = "Work on the desk of subsidies of a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo applications")
        made = make_funding(now()) | make_runs(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
