"""The time bank of the demo city: the volunteer's account with confirmed and waiting help. All invented.

Through the room's operations. Repeatable: where an account stands nothing is made.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.timebank import operations
from chongyang.timebank.models import TimeAccount
from chongyang.timebank.operations import UnableToBank
from chongyang.workshop.papers import scope_of

VOLUNTEER, CLERK = "volunteer", "street_clerk"
HELP = (("company", 2, 90), ("errand", 5, 60), ("lesson", 9, 120), ("doctor", 12, 180))
WAITS = (("company", 1, 60), ("meal", 0, 45))


@transaction.atomic
def make_timebank(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where an account is missing or stands already."""
    with enter(system_scope("demo time bank")):
        volunteer, clerk = scope_of(VOLUNTEER, now), scope_of(CLERK, now)
        if volunteer is None or clerk is None or TimeAccount.objects.exists():
            return {}
        today = timezone.localdate(now)
        operations.open_own(born_on=date(1985, 3, 2), scope=volunteer, by=volunteer.actor, now=now)
        made = {"activities": 0, "confirmed": 0}
        for help, back, minutes in (*HELP, *WAITS):
            on = today - timedelta(days=back)
            row = operations.tell_activity(
                help=help, on=on, minutes=minutes, scope=volunteer, by=volunteer.actor, now=now
            )
            made["activities"] += 1
            if (help, back, minutes) in HELP:
                try:
                    with transaction.atomic():
                        operations.decide_activity(
                            activity=row.id, confirm=True, scope=clerk, by=clerk.actor, now=now
                        )
                    made["confirmed"] += 1
                except (UnableToBank, LookupError):
                    continue
    return made
