"""Who was told of what follows the person when two files are parted.

The run of an alarm goes where its incident goes: that room says so by an event. A matter's run is listed, and
goes to whom a person chooses. A way to a contact goes with the contact.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.alerting.enums import SubjectKind
from chongyang.alerting.models import Channel, Delivery, Run, RunStep
from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.hanging import Item
from chongyang.core.scopes import Actor, system_scope
from chongyang.registry.queries import reaching as registry


def runs_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Runs that began since; one of an alarm is not asked about, because it follows its incident."""
    rows = Run.objects.filter(person__in=persons, started_at__gte=since).select_related("version__chain")
    return [
        Item(
            row.id,
            row.person,
            row.person,
            row.started_at,
            row.version.chain.name,
            fixed=row.kind != SubjectKind.MATTER,
        )
        for row in rows.order_by("started_at", "id")
        if row.person
    ]


@transaction.atomic
def give_run(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The run with its steps and messages is about the other person."""
    run = Run.objects.select_for_update(of=("self",)).get(id=row)
    _become(run, person, area)
    events.record(
        "alerting.run.given",
        by=by,
        now=now,
        area=area,
        subject_type=run.kind,
        subject=run.subject,
        person=person,
        payload={"run": str(run.id)},
    )


def _become(run: Run, person: UUID, area: int) -> None:
    Run.objects.filter(id=run.id).update(person=person, area=area)
    for model in (RunStep, Delivery):
        model.objects.filter(run=run).update(person=person, area=area)


@transaction.atomic
def follow_incident(event: Any) -> None:
    """Handler of `emergency.incident.given`: whoever is still to be told is told of the right person."""
    with enter(system_scope("alerting follow")):
        rows = Run.objects.filter(subject=event.subject).exclude(person=event.person).order_by("id")
        for run in rows.select_for_update(of=("self",)):
            _become(run, event.person, event.area)


@transaction.atomic
def follow_contacts(event: Any) -> None:
    """Handler of `registry.contacts.given`: the ways to her contacts are read where she is."""
    with enter(system_scope("alerting follow")):
        rows = Channel.objects.filter(contact__in=registry.contacts_of(event.person))
        rows.exclude(person=event.person, area=event.area).update(person=event.person, area=event.area)
