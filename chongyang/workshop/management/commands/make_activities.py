"""`chongyang make_activities`: courses and journeys with people enrolled, for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.activities import make_activities


class Command(BaseCommand):
    help = "Courses and journeys with people enrolled for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo courses")
        made = make_activities(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "courses stand already")
