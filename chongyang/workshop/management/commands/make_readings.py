"""`chongyang make_readings`: unusual reading, broken glass, requests, exports and a hold of the demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import clock, facts
from chongyang.workshop.readings import make_readings


class Command(BaseCommand):
    help = "Fill the desks of readings and rights of a demo city; what stands already stays"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("this is no demo city")
        made = make_readings(clock.now())
        told = ", ".join(f"{count} {name}" for name, count in made.items()) or "nothing: no demo accounts"
        self.stdout.write(told)
