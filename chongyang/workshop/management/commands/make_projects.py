"""`chongyang make_projects`: an invented year of the named projects of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.projects import make_projects


class Command(BaseCommand):
    help = "Months, money, problems and enterprises of a demo city's project library; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has a demo library")
        made = make_projects(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
