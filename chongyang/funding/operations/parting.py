"""Applications that were made while two files were taken for one person's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.hanging import Item
from chongyang.core.models import Case, FileStored
from chongyang.core.scopes import Actor
from chongyang.funding.enums import DRAFT, ENDED
from chongyang.funding.models import Application, ClaimedObject, Entitlement, Evidence
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.events import tell
from chongyang.funding.operations.submitting import claim, release
from chongyang.funding.rules.entitled import APPLIED, CLOSED, LIVING


def applications_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Applications for these people since. What has ended stays: its letter and its payment say for whom."""
    rows = Application.objects.filter(person__in=persons, asked_at__gte=since).order_by("asked_at", "id")
    return [
        Item(row.id, row.person, row.person, row.asked_at, row.programme, fixed=row.state in ENDED)
        for row in rows
        if row.person
    ]


@transaction.atomic
def give_application(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The open application is the other person's, with its evidence, its case and what it counts.

    Raises UnableToApply where the other person's own application counts the same.
    """
    held = Application.objects.select_for_update(of=("self",)).get(id=row)
    held.person, held.area = person, area
    held.save(update_fields=["person", "area"])
    files = Evidence.objects.filter(application=held)
    FileStored.objects.filter(id__in=files.values("file")).update(person=person, area=area)
    files.update(person=person, area=area)
    Case.objects.filter(id=held.id).update(person=person, area=area)
    if held.state != DRAFT and ClaimedObject.objects.filter(application=held).exists():
        release(held)
        claim(held, programme_of(held.programme))
    _give_proposal(held, person, now)
    tell("given", held, by, now)


def _give_proposal(held: Application, person: UUID, now: datetime) -> None:
    """The proposal that the application came from goes with it, in the place of one that waits for her."""
    waits = Entitlement.objects.filter(programme=held.programme, payee=person, state__in=LIVING)
    waits.exclude(application=held.id).update(state=CLOSED, why=APPLIED, closed_at=now)
    made = Entitlement.objects.filter(application=held.id)
    made.update(person=person, payee=person, area=held.area)
