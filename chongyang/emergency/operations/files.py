"""The elder's file in the hands of whoever goes: opened by accepting, closed when the journey ends."""

from datetime import datetime

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, system_scope
from chongyang.core.words import N_
from chongyang.emergency.models import Dispatch, Incident
from chongyang.territory import operations as territory

PURPOSE = N_("应急处置")
GONE_OUT = ("accepted", "en_route", "arrived")


def open_for(row: Dispatch, incident: Incident, *, by: Actor, now: datetime) -> None:
    """The incident and its person, to the account that goes."""
    for key in {incident.id, incident.file}:
        territory.grant_person(
            account=row.account,
            person=key,
            area=incident.area,
            purpose=PURPOSE,
            source="dispatch",
            reference=row.id,
            by=by,
            now=now,
        )


def close_for(row: Dispatch, *, by: Actor, now: datetime) -> None:
    """Whatever was opened for this journey."""
    territory.end_grants(reference=row.id, area=row.area, by=by, now=now)


def change(incident: Incident, *, by: Actor, now: datetime) -> None:
    """It is another person: her file opens to those who go, the former one closes."""
    with enter(system_scope("identify", actor=by)):
        for row in incident.dispatches.filter(state__in=GONE_OUT).order_by("id"):
            close_for(row, by=by, now=now)
            open_for(row, incident, by=by, now=now)
