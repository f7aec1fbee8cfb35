"""`chongyang make_duties`: the ledger of a demo city with its reports, letters and a meeting."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.duties import make_duties


class Command(BaseCommand):
    help = "Duties, reports, letters and a meeting for a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo duties")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in make_duties(now()).items()))
