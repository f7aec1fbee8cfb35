"""`chongyang make_supplies`: a meal point with menus and rounds, goods and aids, for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.supplies import make_supplies


class Command(BaseCommand):
    help = "A meal point with menus and rounds, goods and aids for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo meals")
        made = make_supplies(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "supplies stand already")
