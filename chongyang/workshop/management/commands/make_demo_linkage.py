"""`chongyang make_demo_linkage`: doubles, a linkage of all records, pairs for people, in the demo city."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.core import clock, facts
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.workshop.demo_linkage import make_demo_linkage


class Command(BaseCommand):
    help = "Link the demo city's records once; a city that was linked, or is too large, stays as it is"

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("demo linkage")):
            elders = int((facts.get("city") or {}).get("elders", 0))
        told = make_demo_linkage(elders=elders, now=clock.now())
        self.stdout.write(", ".join(f"{name} {count:,}" for name, count in told.items()) or "linked already")
