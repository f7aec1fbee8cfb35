"""`chongyang make_visits`: visits with their evidence, and a carer's day, for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.visits import make_visits


class Command(BaseCommand):
    help = "Visits with evidence and today's visits of a carer, for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo visits")
        made = make_visits(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "visits stand already")
