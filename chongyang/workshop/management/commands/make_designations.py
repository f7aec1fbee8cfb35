"""`chongyang make_designations`: titles of a demo city in every state."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.designations import make_designations


class Command(BaseCommand):
    help = "Titles of a demo city, from draft to withdrawn; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo titles")
        told = make_designations(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in told.items()) or "titles 0")
