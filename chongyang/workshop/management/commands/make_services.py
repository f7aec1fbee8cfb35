"""`chongyang make_services`: providers of services of a demo city with carers, offers and capacity."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.services import make_services


class Command(BaseCommand):
    help = "Providers of services, carers and offers of a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo providers")
        told = make_services(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in told.items()) or "providers 0")
