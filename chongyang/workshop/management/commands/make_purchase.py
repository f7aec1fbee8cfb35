"""`chongyang make_purchase`: decisions, vouchers and one purchase of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.purchase import make_purchase


class Command(BaseCommand):
    help = (
        "Voucher decisions in every state and a purchase with contracts of a demo city; refused for any other"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo vouchers")
        told = make_purchase(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in told.items()) or "purchase 0")
