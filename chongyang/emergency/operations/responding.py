"""The responder's part: accept, go, arrive, report. Accepting opens the elder's file until the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch
from chongyang.emergency.operations import steps
from chongyang.emergency.operations.going import Teller, refreshed
from chongyang.emergency.operations.sending import JUDGED, release_if_alone, withdraw_others
from chongyang.emergency.rules.outcomes import faults_at_the_door
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

HOW = "phone_page"


def _own(dispatch: UUID, scope: Scope) -> Dispatch:
    demand(scope, Can.RESPOND)
    return queries.access_own_dispatch(scope, dispatch)


@transaction.atomic
def accept(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """Say "I go". The first acceptance assigns the incident and takes back the other offers."""
    return Teller(scope, now, HOW).accept(_own(dispatch, scope))


@transaction.atomic
def refuse(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """Say "I cannot", with a reason; the seat sees it at once."""
    return Teller(scope, now, HOW).refuse(_own(dispatch, scope), reason)


@transaction.atomic
def depart(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """On the way."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        Teller(scope, now, HOW).step(row, "depart")
    return refreshed(row)


@transaction.atomic
def arrive(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """At the door. The first arrival is the incident's."""
    return Teller(scope, now, HOW).arrive(_own(dispatch, scope))


@transaction.atomic
def finish(*, dispatch: UUID, outcome: str, note: str, scope: Scope, now: datetime) -> Dispatch:
    """Report what was found and done; the seat closes the incident on that. Raises UnableToClose."""
    from chongyang.emergency.operations.ending import UnableToClose, set_outcome

    row, teller = _own(dispatch, scope), Teller(scope, now, HOW)
    if faults := faults_at_the_door(outcome, note):
        raise UnableToClose(dict(faults))
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = teller.hold(row)
        teller.step(row, "finish")
        if incident.state == "arrived":
            set_outcome(incident, outcome, "", note)
            evidence = steps.as_evidence(dispatch=row.id, outcome=outcome)
            steps.take(
                "resolve_on_site",
                incident,
                by=scope.actor,
                now=now,
                facts={"outcome"},
                how=HOW,
                evidence=evidence,
            )
            withdraw_others(incident, now=now, reason=JUDGED)
    return refreshed(row)


@transaction.atomic
def give_back(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """Cannot go after all: the incident is to be sent to somebody else, the file closes."""
    row, teller = _own(dispatch, scope), Teller(scope, now, HOW)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = teller.hold(row)
        teller.step(row, "give_back", reason)
        release_if_alone(incident, row, by=scope.actor, now=now, reason=reason, how=HOW)
    return refreshed(row)
