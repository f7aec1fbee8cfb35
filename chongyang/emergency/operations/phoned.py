"""A responder who phones in: the seat marks for her what her phone page would say, and that it was phoned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch
from chongyang.emergency.operations.going import Teller, refreshed
from chongyang.emergency.operations.sending import release_if_alone
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

HOW = "phoned"


def _reached(dispatch: UUID, scope: Scope) -> Dispatch:
    demand(scope, Can.ANSWER_CALLS)
    return queries.access_dispatch(scope, dispatch)


@transaction.atomic
def accept_by_phone(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """She said on the telephone that she goes: as if she had accepted, her file opens."""
    return Teller(scope, now, HOW).accept(_reached(dispatch, scope))


@transaction.atomic
def refuse_by_phone(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """She said that she cannot go, and why: an offer is refused, a journey taken back."""
    row, teller = _reached(dispatch, scope), Teller(scope, now, HOW)
    if row.state == "offered":
        return teller.refuse(row, reason)
    with enter(system_scope(HOW, actor=scope.actor)):
        incident = teller.hold(row)
        teller.step(row, "withdraw", reason)
        release_if_alone(incident, row, by=scope.actor, now=now, reason=reason, how=HOW)
    return refreshed(row)


@transaction.atomic
def arrive_by_phone(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """She said that she is at the door."""
    return Teller(scope, now, HOW).arrive(_reached(dispatch, scope))
