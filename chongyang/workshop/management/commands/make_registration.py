"""`chongyang make_registration`: changes, hand-overs, applications, invitations and cards of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.registration import make_registration


class Command(BaseCommand):
    help = "Work on the registration desk of a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo registrations")
        made = make_registration(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
