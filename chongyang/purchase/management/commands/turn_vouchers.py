"""Turns the month of the vouchers, now instead of after midnight."""

from typing import Any

from django.core.management.base import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.purchase import operations


class Command(BaseCommand):
    help = "Grant the period that runs, let lapse what is past its day, end what has ended."

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("purchase turn")):
            told = operations.turn(now=now())
        self.stdout.write(f"granted {told.granted}  lapsed {told.lapsed}  stopped {told.stopped}")
