"""The responder's part: accept, go, arrive, report. Accepting opens the elder's file until the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.operations import steps
from chongyang.emergency.operations.sending import withdraw_others
from chongyang.territory import operations as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

PURPOSE = N_("应急处置")


def _own(dispatch: UUID, scope: Scope) -> Dispatch:
    demand(scope, Can.RESPOND)
    return queries.access_own_dispatch(scope, dispatch)


def _step(dispatch: Dispatch, action: str, scope: Scope, now: datetime, reason: str = "") -> None:
    cases.perform(
        case=Case(id=dispatch.id), action=action, by=scope.actor, now=now, reason=reason, how="phone_page"
    )


def _take(action: str, dispatch: Dispatch, scope: Scope, now: datetime, reason: str = "") -> Incident:
    """A step of the incident in the responder's name (a sanctioned crossing: the offer is her right)."""
    incident = Incident.objects.get(id=dispatch.incident_id)
    evidence = steps.as_evidence(dispatch=dispatch.id, responder=dispatch.responder)
    return steps.take(
        action, incident, by=scope.actor, now=now, how="phone_page", evidence=evidence, reason=reason
    )


@transaction.atomic
def accept(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """Say "I go". The first acceptance assigns the incident and takes back the other offers."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = Incident.objects.select_for_update(of=("self",)).get(id=row.incident_id)
        _step(row, "accept", scope, now)
        if incident.state == "dispatching":
            _take("accept", row, scope, now)
        withdraw_others(incident, now=now, but=row.id)
        _open_file(row, incident, scope, now)
    row.refresh_from_db()
    return row


def _open_file(row: Dispatch, incident: Incident, scope: Scope, now: datetime) -> None:
    for key in {incident.id, incident.file}:
        territory.grant_person(
            account=row.account,
            person=key,
            area=incident.area,
            purpose=PURPOSE,
            source="dispatch",
            reference=row.id,
            by=scope.actor,
            now=now,
        )


@transaction.atomic
def refuse(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """Say "I cannot", with a reason; the seat sees it at once."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        _step(row, "refuse", scope, now, reason)
        _take("refuse_offer", row, scope, now)
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
        _step(row, "arrive", scope, now)
        if Incident.objects.get(id=row.incident_id).state == "assigned":
            _take("arrive", row, scope, now)
    row.refresh_from_db()
    return row


@transaction.atomic
def finish(*, dispatch: UUID, outcome: str, note: str, scope: Scope, now: datetime) -> Dispatch:
    """Report what was found and done; the seat closes the incident on that."""
    from chongyang.emergency.operations.ending import set_outcome

    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        incident = Incident.objects.select_for_update(of=("self",)).get(id=row.incident_id)
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
        territory.end_grants(reference=row.id, area=row.area, by=scope.actor, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def give_back(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """Cannot go after all: the incident is to be sent to somebody else, the file closes."""
    row = _own(dispatch, scope)
    with enter(system_scope("dispatch", actor=scope.actor)):
        _step(row, "give_back", scope, now, reason)
        incident = Incident.objects.get(id=row.incident_id)
        others = incident.dispatches.filter(ended_at=None).exclude(id=row.id)
        if incident.state == "assigned" and not others.exists():
            _take("release", row, scope, now, reason)
        territory.end_grants(reference=row.id, area=row.area, by=scope.actor, now=now)
    row.refresh_from_db()
    return row
