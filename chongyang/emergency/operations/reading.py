"""Reads of the emergency line that are written down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Scope
from chongyang.emergency import queries
from chongyang.emergency.models import Sighting
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@transaction.atomic
def show_caller(*, incident: UUID, scope: Scope, now: datetime) -> str:
    """The number that called, for calling back; an event says that it was shown."""
    demand(scope, Can.ANSWER_CALLS)
    row = queries.access_incident(scope, incident)
    events.record(
        "emergency.caller.revealed",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="incident",
        subject=row.id,
        person=row.person,
        purpose="emergency",
        payload={"fields": ["caller_number"]},
    )
    return str(row.caller_number.plain)


@transaction.atomic
def show_report(*, sighting: UUID, scope: Scope, now: datetime) -> Sighting:
    """Of whom somebody told, and how to reach her again; an event says that it was shown."""
    demand(scope, Can.ANSWER_CALLS)
    row = queries.access_sighting(scope, sighting)
    events.record(
        "emergency.report.revealed",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="incident",
        subject=row.incident_id,
        person=row.person,
        purpose="emergency",
        payload={"fields": ["whom", "reporter_name", "reporter_phone"]},
    )
    return row
