"""A responder who phones in: the seat marks for her what her phone page would say, and that it was phoned."""

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
from chongyang.emergency.operations.sending import release_if_alone, withdraw_others
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

HOW = "phoned"


def _reached(dispatch: UUID, scope: Scope) -> Dispatch:
    demand(scope, Can.ANSWER_CALLS)
    return queries.access_dispatch(scope, dispatch)


def _held(row: Dispatch) -> Incident:
    cases.hold(row.incident_id)
    return Incident.objects.get(id=row.incident_id)


def _step(row: Dispatch, action: str, scope: Scope, now: datetime, reason: str = "") -> None:
    cases.perform(case=Case(id=row.id), action=action, by=scope.actor, now=now, how=HOW, reason=reason)


def _take(action: str, incident: Incident, row: Dispatch, scope: Scope, now: datetime) -> None:
    evidence = steps.as_evidence(dispatch=row.id, responder=row.responder)
    steps.take(action, incident, by=scope.actor, now=now, how=HOW, evidence=evidence)


@transaction.atomic
def accept_by_phone(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """She said on the telephone that she goes: as if she had accepted, her file opens."""
    row = _reached(dispatch, scope)
    with enter(system_scope("phoned", actor=scope.actor)):
        incident = _held(row)
        _step(row, "accept", scope, now)
        if incident.state == "dispatching":
            _take("accept", incident, row, scope, now)
        withdraw_others(incident, now=now, but=row.id)
        files.open_for(row, incident, by=scope.actor, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def refuse_by_phone(*, dispatch: UUID, reason: str, scope: Scope, now: datetime) -> Dispatch:
    """She said that she cannot go, and why."""
    row = _reached(dispatch, scope)
    with enter(system_scope("phoned", actor=scope.actor)):
        incident = _held(row)
        if row.state == "offered":
            _step(row, "refuse", scope, now, reason)
            if incident.state == "dispatching":
                _take("refuse_offer", incident, row, scope, now)
        else:
            _step(row, "withdraw", scope, now, reason)
            release_if_alone(incident, row, by=scope.actor, now=now, reason=reason, how=HOW)
    row.refresh_from_db()
    return row


@transaction.atomic
def arrive_by_phone(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """She said that she is at the door."""
    row = _reached(dispatch, scope)
    with enter(system_scope("phoned", actor=scope.actor)):
        incident = _held(row)
        _step(row, "arrive", scope, now)
        if incident.state == "assigned":
            _take("arrive", incident, row, scope, now)
    row.refresh_from_db()
    return row
