"""Incidents that were opened while two files were taken for one person's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from chongyang.core import events
from chongyang.core.hanging import Item
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.emergency.models import Incident
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
    """The open incident is the other person's: her file is the one that helpers open."""
    incident = Incident.objects.select_for_update(of=("self",)).get(id=row)
    incident.person, incident.file, incident.area = person, person, area
    incident.subject_key = person_key(person)
    incident.save(update_fields=["person", "file", "area", "subject_key"])
    events.record(
        "emergency.incident.given",
        by=by,
        now=now,
        area=area,
        subject_type="emergency.incident",
        subject=row,
        person=person,
    )


def both_open(double: UUID, survivor: UUID) -> str:
    """Linking would end one of two open incidents in the other, which nobody could undo."""
    rows = Incident.objects.filter(person__in=[double, survivor], closed_at=None)
    found = list(rows.values_list("kind", "person"))
    kinds = {kind for kind, _ in found}
    doubled = any(len({person for other, person in found if other == kind}) > 1 for kind in kinds)
    return BOTH_OPEN if doubled else ""
