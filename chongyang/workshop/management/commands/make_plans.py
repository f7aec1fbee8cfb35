"""`chongyang make_plans`: plans of the next days of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.workshop.scheduling import make_plans


class Command(BaseCommand):
    help = "Plans of the next days of a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo plans")
        with enter(system_scope("demo plans")):
            made = make_plans(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "plans stand already, or there is nothing to plan")
