"""`chongyang make_accounts`: demo accounts of every role and of each responder; two get a mandate."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.workshop import accounts, demo_mandates


class Command(BaseCommand):
    help = "Make the demo accounts (only in a city whose people are invented)"

    def handle(self, *args: Any, **options: Any) -> None:
        if not facts.is_synthetic():
            raise CommandError("This city is real, or empty: demo accounts belong to a demo city alone.")
        roles = accounts.make_demo_accounts(now=now())
        responders = accounts.give_responders_accounts(now=now())
        mandates = demo_mandates.give_demo_mandates(now=now())
        told = f"{roles} by role, {responders} new for responders, {mandates} new mandates"
        self.stdout.write(f"demo accounts: {told}")
