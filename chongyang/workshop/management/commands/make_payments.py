"""`chongyang make_payments`: budgets, allotments, payments and batches of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.payments import make_payments


class Command(BaseCommand):
    help = "Work on the payment desk of a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo payments")
        made = make_payments(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
