"""`chongyang make_approvals`: building projects of a demo city in every state of the four stages."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.approvals import make_approvals


class Command(BaseCommand):
    help = "Projects on their way through the four stages of a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo projects")
        made = make_approvals(now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in made.items()))
