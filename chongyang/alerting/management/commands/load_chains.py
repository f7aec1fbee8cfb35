"""`chongyang load_chains`: the shipped chains, as new versions where the city has none of its own; part of
`prepare`.
"""

from typing import Any

from django.core.management import BaseCommand

from chongyang.alerting import operations
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope


class Command(BaseCommand):
    help = "Load the shipped escalation chains; versions that the city made stay in force"

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("load_chains")):
            fresh = operations.load_chains(now=now())
        self.stdout.write(f"chains {fresh}")
