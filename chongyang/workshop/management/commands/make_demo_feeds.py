"""`chongyang make_demo_feeds`: a few files of departments about the people of the demo city, taken in."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.workshop.city.people import Plan
from chongyang.workshop.demo_feeds import make_demo_feeds
from chongyang.workshop.making import MADE


class Command(BaseCommand):
    help = "Feeds of a demo city, so that their desk is not empty; refused for any other"

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("make_demo_feeds")):
            made = facts.get(MADE) or {}
        if not facts.is_synthetic() or not made:
            raise CommandError("only a city of invented people has demo feeds")
        taken = make_demo_feeds(Plan(made["elders"], made["seed"]), now=now())
        self.stdout.write(", ".join(f"{feed} {rows:,}" for feed, rows in taken.items()))
