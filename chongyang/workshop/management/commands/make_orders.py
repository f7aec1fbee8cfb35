"""`chongyang make_orders`: orders of help in every state, and recurring plans, for a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.orders import make_orders


class Command(BaseCommand):
    help = "Orders of help and recurring plans for a demo city, once; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo orders")
        made = make_orders(now=now())
        told = ", ".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(told or "orders stand already")
