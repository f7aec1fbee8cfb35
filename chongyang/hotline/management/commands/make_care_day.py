"""`chongyang make_care_day`: today's care calls by the rules in force, as the morning's job makes them."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.hotline import operations


class Command(BaseCommand):
    help = "Make today's list of care calls; repeatable"

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("make_care_day")):
            self.stdout.write(f"calls {operations.make_day(now=now())}")
