"""`chongyang make_timebank`: an account of hours with help that was told and confirmed, for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.timebank import make_timebank


class Command(BaseCommand):
    help = "An account of hours with confirmed help for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo timebank")
        made = make_timebank(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "timebank stands already")
