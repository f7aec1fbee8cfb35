"""A confirmed death ends standing awards from the month after it; a mistaken one lets them go on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import SYSTEM
from chongyang.core.words import N_
from chongyang.funding.models import Award, AwardStop
from chongyang.funding.operations.awarding import CONFIRMED, DEATH, settle_end, tell
from chongyang.funding.queries.awards import standing_stops
from chongyang.funding.rules.awards import months_after
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder

DIED = N_("死亡")


@transaction.atomic
def stop_awards(person: UUID, at: datetime) -> None:
    """A confirmed death ends her awards before the month after it; what was paid for later months comes back
    by the next month run. Idempotent; in the system's scope.
    """
    died = Elder.objects.filter(id=person).values_list("status_on", flat=True).first()
    first = months_after(died or timezone.localdate(at))
    for row in Award.objects.filter(person__in=registry.get_cluster(person)).order_by("id"):
        if standing_stops(at).filter(award=row, kind=DEATH).exists() or (
            row.valid_to and row.valid_to <= first
        ):
            continue
        told = {"reason": str(DIED), "state": CONFIRMED, "proposed_at": at, "decided_at": at}
        AwardStop.objects.create(
            award=row, area=row.area, person=row.person, kind=DEATH, from_on=first, **told
        )
        settle_end(row, at)
        tell("stopped", row, SYSTEM, at, why=DEATH)


@transaction.atomic
def resume_awards(person: UUID, at: datetime) -> None:
    """She lives: the stops of her death are lifted, and the months between are paid back. Idempotent."""
    for row in Award.objects.filter(person__in=registry.get_cluster(person)).order_by("id"):
        lifted = standing_stops(at).filter(award=row, kind=DEATH).order_by()
        if lifted.update(lifted_at=at):
            settle_end(row, at)
            tell("resumed", row, SYSTEM, at)
