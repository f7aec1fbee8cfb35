"""`chongyang make_agreements`: agreements with two departments, some questions, a run of the data checks."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.agreements import check_demo, make_agreements


class Command(BaseCommand):
    help = "Agreements and questions of departments for a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo agreements")
        made = make_agreements(now())
        made["checks"] = check_demo(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
