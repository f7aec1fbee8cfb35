"""Incidents that were opened while two files were taken for one person's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from chongyang.core import events
from chongyang.core.hanging import Item
from chongyang.core.models import Case
from chongyang.core.scopes import SYSTEM, Actor
from chongyang.core.words import N_
from chongyang.emergency.models import Incident
from chongyang.emergency.operations import joining, steps
from chongyang.emergency.rules.kinds import person_key

BOTH_OPEN = N_("两份档案都有未结束的同类求助，请先处理完再合并。")


def incidents_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Incidents of these people opened since. What is closed stays: its chain says who was helped."""
    rows = Incident.objects.filter(Q(person__in=persons) | Q(file__in=persons), opened_at__gte=since)
    return [
        Item(
            row.id,
            row.person,
            row.file if row.file in persons else row.person,
            row.opened_at,
            row.number,
            fixed=row.closed_at is not None,
        )
        for row in rows.order_by("opened_at", "id")
        if row.person
    ]


@transaction.atomic
def give_incident(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The open incident is the other person's: her file is the one that helpers open.

    Where something of the kind is open for her already, one of the two goes on and the other ends in it.
    """
    kind = Incident.objects.values_list("kind", flat=True).get(id=row)
    steps.queue(f"person:{person}/{kind}")
    others = joining.hold_with(row, person, kind)
    incident = Incident.objects.get(id=row)
    survivor = joining.choose([incident, *others])
    for ends in [incident, *others]:
        if ends.id != survivor.id:
            joining.end_in(ends, survivor, by=SYSTEM, now=now)
    _become(incident, person, area)
    if others:
        joining.wake(incident if survivor.id == row else survivor, by=SYSTEM, now=now)
    events.record(
        "emergency.incident.given",
        by=by,
        now=now,
        area=area,
        subject_type="emergency.incident",
        subject=row,
        person=person,
    )


def _become(row: Incident, person: UUID, area: int) -> None:
    """The case stands where its incident does, so that lists and clocks of the person find it."""
    row.person, row.file, row.area = person, person, area
    row.subject_key = person_key(person)
    row.save(update_fields=["person", "file", "area", "subject_key"])
    Case.objects.filter(id=row.id).update(person=person, area=area)


def both_open(double: UUID, survivor: UUID) -> str:
    """Linking would end one of two open incidents in the other, which nobody could undo."""
    rows = Incident.objects.filter(person__in=[double, survivor], closed_at=None)
    found = list(rows.values_list("kind", "person"))
    kinds = {kind for kind, _ in found}
    doubled = any(len({person for other, person in found if other == kind}) > 1 for kind in kinds)
    return BOTH_OPEN if doubled else ""
