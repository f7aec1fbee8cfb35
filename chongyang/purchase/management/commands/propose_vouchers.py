"""Computes for whom the counties' rules are, now instead of tonight."""

from typing import Any

from django.core.management.base import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.purchase import operations


class Command(BaseCommand):
    help = "Ask every county's rule of government purchase about everybody in its areas; propose who fits."

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("purchase proposals")):
            counted = operations.propose_entitled(now=now())
        for rule, told in counted.items():
            self.stdout.write(
                f"{rule:<28}asked {told.asked}  proposed {told.proposed}  changed {told.changed}  "
                f"closed {told.closed}"
            )
