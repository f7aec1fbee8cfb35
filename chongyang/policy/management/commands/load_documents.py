"""`chongyang load_documents`: the published plans into the database. Safe to repeat; part of `prepare`."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.policy.operations import load_documents


class Command(BaseCommand):
    help = "Load or refresh the published plans and their clauses"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_documents(by=SYSTEM, now=now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in loaded.items()))
