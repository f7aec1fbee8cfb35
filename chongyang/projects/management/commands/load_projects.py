"""`chongyang load_projects`: the projects that both plans name. Safe to repeat; part of `prepare`."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.projects.operations import load_named_projects


class Command(BaseCommand):
    help = "Load the projects that both plans name; safe to repeat"

    def handle(self, *args: Any, **options: Any) -> None:
        written = load_named_projects(by=SYSTEM, now=now())
        self.stdout.write(f"{written} projects written")
