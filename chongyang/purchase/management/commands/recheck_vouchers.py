"""Asks again of everybody in force, now instead of at the end of the month."""

from typing import Any

from django.core.management.base import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.purchase import operations


class Command(BaseCommand):
    help = (
        "Ask whether everybody in force still fulfils her rule; who does not is stopped from next month on."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("purchase recheck")):
            self.stdout.write(f"stopped {operations.recheck(now=now())}")
