"""What a death does to rentals: nothing more is owed from the next day on; a piece that is out is fetched."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from chongyang.core.access import enter, visible
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.registry import queries as registry
from chongyang.supplies.enums import RentalState
from chongyang.supplies.models import Rental
from chongyang.supplies.operations.rentals import end_months

OPEN = (RentalState.RESERVED.value, RentalState.HANDED_OVER.value)


def would_stop(scope: Scope, person: UUID, now: datetime) -> Sequence[str]:
    """What of rentals would stop with a person, within the reader's reach."""
    rows = Rental.objects.filter(person__in=registry.get_cluster(person), state__in=OPEN)
    count = visible(rows, scope).count()
    told = ngettext("租用着 %(count)s 件辅具", "租用着 %(count)s 件辅具", count)
    return [told % {"count": count}] if count else []


@transaction.atomic
def stop_all(person: UUID, at: datetime) -> None:
    """A confirmed death: what is reserved is cancelled, what is with her owes no further month."""
    with enter(system_scope("rentals")):
        rows = Rental.objects.filter(person__in=registry.get_cluster(person), state__in=OPEN)
        for row in rows.order_by("id").select_for_update(of=("self",)):
            end_months(row, timezone.localdate(at) + timedelta(days=1), by=SYSTEM, now=at)
