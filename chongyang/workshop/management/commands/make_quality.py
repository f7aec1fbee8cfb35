"""`chongyang make_quality`: ratings, calls back and events of scores for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.quality import make_quality


class Command(BaseCommand):
    help = "Ratings, calls back and events of scores for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo quality")
        made = make_quality(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "quality stands already")
