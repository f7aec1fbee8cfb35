"""`chongyang make_demo_claims`: the records of the demo's feeds find their files, and some are contested."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.demo_claims import make_demo_claims


class Command(BaseCommand):
    help = "Link the demo feeds' records by exact number, settle a part, contest two; refused elsewhere"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo claims")
        made = make_demo_claims(now=now())
        self.stdout.write(", ".join(f"{name} {count:,}" for name, count in made.items()))
