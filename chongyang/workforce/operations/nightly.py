"""What the clock asks: certificates that end soon are told once, who left gives her account back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import SYSTEM
from chongyang.workforce.models import Carer, Credential
from chongyang.workforce.operations.telling import tell
from chongyang.workforce.queries.running_out import endings

BATCH = 500


@transaction.atomic
def remind(*, now: datetime) -> int:
    """An event for each certificate that ends within the days of the reminder, once; system scope."""
    rows = endings(timezone.localdate(now)).filter(reminded_at=None).order_by("valid_to", "id")
    found = list(rows.select_related("carer")[:BATCH])
    for row in found:
        assert row.valid_to, "it ends"
        tell("certificate_ending", row.carer, SYSTEM, now, skill=row.skill, on=row.valid_to.isoformat())
    Credential.objects.filter(id__in=[row.id for row in found]).update(reminded_at=now)
    return len(found)


@transaction.atomic
def release_ended(*, now: datetime) -> int:
    """Who does not work there any more signs in as its carer no more; system scope. Returns how many."""
    today = timezone.localdate(now)
    return Carer.objects.filter(ends_on__lte=today).exclude(account=None).update(account=None)
