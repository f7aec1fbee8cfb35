"""`chongyang make_papers`: articles, orders, complaints, rules and today's care calls of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.papers import make_papers


class Command(BaseCommand):
    help = "Papers of the line for a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo papers")
        made = make_papers(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
