"""`chongyang make_supervision`: an assessment that is published, one under way, remarks in every state."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop.supervision import make_supervision


class Command(BaseCommand):
    help = "The assessments of 2018 and remarks of the public for a demo city; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("only a city of invented people has demo assessments")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in make_supervision(now()).items()))
