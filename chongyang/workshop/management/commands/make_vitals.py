"""`chongyang make_vitals`: weeks of invented readings for some elders of a demo city."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.clock import now
from chongyang.workshop.vitals import UnableToMakeVitals, make_vitals


class Command(BaseCommand):
    help = "Give sixty elders of a demo city monitoring devices and two years of readings"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_vitals(now=now())
        except UnableToMakeVitals as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{made} elders have monitoring devices and readings" if made else "They are there already"
        )
