"""`chongyang load_knowledge`: the starter articles, each once, waiting for approval. Part of `prepare`."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.hotline import operations


class Command(BaseCommand):
    help = "Load the starter articles of the knowledge base; a person of the city approves them"

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("load_knowledge")):
            self.stdout.write(f"articles {operations.load_shipped(by=SYSTEM, now=now())}")
