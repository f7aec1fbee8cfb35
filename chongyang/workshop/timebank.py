"""The time bank of the demo city: the volunteer's account with confirmed and waiting help, and hours that
she gave to an elder, who asks for company with them. All invented.

Through the room's operations. Repeatable: where an account stands nothing is made.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.timebank import operations
from chongyang.timebank.models import TimeAccount
from chongyang.timebank.operations import UnableToBank
from chongyang.workshop.papers import scope_of

VOLUNTEER, CLERK, FAMILY = "volunteer", "street_clerk", "family"
HELP = (("company", 2, 90), ("errand", 5, 60), ("lesson", 9, 120), ("doctor", 12, 180))
WAITS = (("company", 1, 60), ("meal", 0, 45))
GIVEN, ASKED = 120, 60
"""Minutes that the elder received, and those that she laid aside for help."""


@transaction.atomic
def make_timebank(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where an account is missing or stands already."""
    with enter(system_scope("demo time bank")):
        volunteer, clerk = scope_of(VOLUNTEER, now), scope_of(CLERK, now)
        if volunteer is None or clerk is None or TimeAccount.objects.exists():
            return {}
        today = timezone.localdate(now)
        own = operations.open_own(born_on=date(1985, 3, 2), scope=volunteer, by=volunteer.actor, now=now)
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
        return made | (_share(own.id, volunteer, now) if made["confirmed"] else {})


def _share(bank: UUID, volunteer: Scope, now: datetime) -> dict[str, int]:
    """Hours for the elder for whom the family's account orders, and help that they pay; none without her."""
    family = scope_of(FAMILY, now)
    people = sorted(orders.persons_of(family, now)) if family else []
    if family is None or not people:
        return {}
    told: dict[str, Any] = {"scope": family, "by": family.actor, "now": now}
    hers = operations.open_for(person=people[0], **told)
    gives: dict[str, Any] = {"scope": volunteer, "by": volunteer.actor, "now": now}
    given = operations.offer(bank=bank, to=hers.number, minutes=GIVEN, **gives)
    operations.answer(transfer=given.id, accept=True, **told)
    soon = timezone.localdate(now) + timedelta(days=2)
    operations.book(bank=hers.id, help="company", minutes=ASKED, wanted_on=soon, **told)
    return {"transfers": 1, "bookings": 1}
