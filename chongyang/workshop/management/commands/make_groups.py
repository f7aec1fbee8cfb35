"""`chongyang make_groups`: decisions, households, visits and carers behind the classes of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.groups import make_groups


class Command(BaseCommand):
    help = "Dated classes, households, visits and carers for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo households")
        made = make_groups(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "households stand already")
