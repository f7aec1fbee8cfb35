"""An alert that threatens life, or that nobody handled in time, is an incident, and ends with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.emergency import queries as incidents
from chongyang.emergency.models import Incident
from chongyang.emergency.operations.receiving import receive
from chongyang.telecare import operations as telecare
from chongyang.telecare import queries
from chongyang.telecare.enums import AlertLevel, AlertOutcome, ReadingKind, SignalKind
from chongyang.telecare.rules.vitals import Form, load_rules

SOURCE = "vital"
WATCH = Actor(kind="system", label="telecare.watch")
MISSED_CHECK_IN = "missed_check_in"
AT_HOME = (SignalKind.GAS.value, SignalKind.SMOKE.value, SignalKind.WATER.value)


def follow_raised(event: Event) -> None:
    """A life-threatening alert comes to the seats at once; delivered twice, it is one incident."""
    if (event.payload or {}).get("level") == AlertLevel.LIFE.value:
        _receive(event, event.at)


def follow_escalated(event: Event) -> None:
    """An alert that nobody closed in time comes to the seats."""
    _receive(event, event.at)


def follow_closed(event: Event) -> None:
    """When the incident is closed, the alerts in it, and in what ended in it, are closed too."""
    scope = system_scope("close_alerts", actor=WATCH)
    with enter(scope):
        incident = Incident.objects.filter(id=event.subject).first() if event.subject else None
        for origin in incidents.signals_of(incident) if incident else ():
            if origin.source == SOURCE:
                _close(origin.reference, scope, event.at)


def _close(alert: UUID | None, scope: Scope, now: datetime) -> None:
    if alert is None:
        return
    try:
        telecare.close_alert(alert=alert, outcome=AlertOutcome.INCIDENT.value, scope=scope, by=WATCH, now=now)
    except telecare.UnableToHandle:
        return  # somebody closed it before


def _receive(event: Event, now: datetime) -> None:
    scope = system_scope("alerts", actor=WATCH)
    with enter(scope):
        alert = queries.get_alert(scope, event.subject) if event.subject else None
        if alert is None:
            return
        receive(
            kind=kind_of(alert),
            source=SOURCE,
            subject_key=f"person:{alert.person}",
            area=alert.area,
            person=alert.person,
            reference=alert.id,
            said_at=alert.last_at,
            received_at=now,
            by=WATCH,
        )


def kind_of(alert: Any) -> str:
    """The kind of the incident: what the detector says, a silence, else a vital sign."""
    if alert.kind in AT_HOME:
        return str(alert.kind)
    rule = load_rules().rules.get(alert.rule)
    if rule is not None and rule.kind is ReadingKind.CHECK_IN:
        return MISSED_CHECK_IN
    is_silent = rule is not None and rule.form is Form.ABSENCE
    return (SignalKind.INACTIVE if is_silent else SignalKind.VITAL).value
