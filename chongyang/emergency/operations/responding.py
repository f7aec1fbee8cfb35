"""The responder's part: accept, go, arrive, report. Accepting opens the elder's file until the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.operations import files, steps
from chongyang.emergency.operations.sending import JUDGED, release_if_alone, withdraw_others
from chongyang.emergency.rules.outcomes import faults_at_the_door
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


def _own(dispatch: UUID, scope: Scope) -> Dispatch:
    demand(scope, Can.RESPOND)
    return queries.access_own_dispatch(scope, dispatch)


def _held(row: Dispatch) -> Incident:
    """The incident as it is and stays; before the dispatch's own step, as every operation locks."""
    cases.hold(row.incident_id)
    return Incident.objects.get(id=row.incident_id)


def _step(dispatch: Dispatch, action: str, scope: Scope, now: datetime, reason: str = "") -> None:
    cases.perform(
        case=Case(id=dispatch.id), action=action, by=scope.actor, now=now, reason=reason, how="phone_page"
    )


def _take(action: str, incident: Incident, dispatch: Dispatch, scope: Scope, now: datetime) -> None:
    """A step of the incident in the responder's name (a sanctioned crossing: the offer is her right)."""
    evidence = steps.as_evidence(dispatch=dispatch.id, responder=dispatch.responder)
    steps.take(action, incident, by=scope.actor, now=now, how="phone_page", evidence=evidence)


@transaction.atomic
def accept(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """Say "I go". The first acceptance assigns the incident and takes back the other offers."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = _held(row)
        _step(row, "accept", scope, now)
        if incident.state == "dispatching":
            _take("accept", incident, row, scope, now)
        withdraw_others(incident, now=now, but=row.id)
        files.open_for(row, incident, by=scope.actor, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def refuse(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """Say "I cannot", with a reason; the seat sees it at once."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = _held(row)
        _step(row, "refuse", scope, now, reason)
        if incident.state == "dispatching":
            _take("refuse_offer", incident, row, scope, now)
    row.refresh_from_db()
    return row


@transaction.atomic
def depart(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """On the way."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        _step(row, "depart", scope, now)
    row.refresh_from_db()
    return row


@transaction.atomic
def arrive(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """At the door. The first arrival is the incident's."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = _held(row)
        _step(row, "arrive", scope, now)
        if incident.state == "assigned":
            _take("arrive", incident, row, scope, now)
    row.refresh_from_db()
    return row


@transaction.atomic
def finish(*, dispatch: UUID, outcome: str, note: str, scope: Scope, now: datetime) -> Dispatch:
    """Report what was found and done; the seat closes the incident on that. Raises UnableToClose."""
    from chongyang.emergency.operations.ending import UnableToClose, set_outcome

    row = _own(dispatch, scope)
    if faults := faults_at_the_door(outcome, note):
        raise UnableToClose(dict(faults))
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = _held(row)
        _step(row, "finish", scope, now)
        if incident.state == "arrived":
            set_outcome(incident, outcome, "", note)
            evidence = steps.as_evidence(dispatch=row.id, outcome=outcome)
            steps.take(
                "resolve_on_site",
                incident,
                by=scope.actor,
                now=now,
                facts={"outcome"},
                how="phone_page",
                evidence=evidence,
            )
            withdraw_others(incident, now=now, reason=JUDGED)
    row.refresh_from_db()
    return row


@transaction.atomic
def give_back(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """Cannot go after all: the incident is to be sent to somebody else, the file closes."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = _held(row)
        _step(row, "give_back", scope, now, reason)
        release_if_alone(incident, row, by=scope.actor, now=now, reason=reason, how="phone_page")
    row.refresh_from_db()
    return row
