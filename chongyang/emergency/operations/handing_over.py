"""交接班: an open incident passes from who took it to who accepted her shift."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.scopes import Scope
from chongyang.emergency import queries
from chongyang.emergency.operations import steps
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@transaction.atomic
def hand_over(*, incident: UUID, giver: UUID, reference: UUID, scope: Scope, now: datetime) -> bool:
    """Who acts now has it, if the giver still had it; a step says so, the response chain stays.

    One that was ended, or taken by a third in the meantime, is left alone. Returns whether it passed.
    """
    demand(scope, Can.ANSWER_CALLS)
    try:
        row = steps.access_held(scope, incident)
    except queries.NotFound:
        return False
    if row.closed_at or row.taken_by != giver or row.state == "open" or scope.actor.account is None:
        return False
    row.taken_by = scope.actor.account
    row.save(update_fields=["taken_by"])
    evidence = steps.as_evidence(hand_over=reference, giver=giver)
    steps.take("hand_over", row, by=scope.actor, now=now, how="hand_over", evidence=evidence)
    return True
