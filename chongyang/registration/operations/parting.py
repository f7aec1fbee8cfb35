"""Change requests and cards that were written while two files were taken for one person's.

An open request is about whoever asked; one that was decided stands with the file it was carried out in. A
card is good for the person whose purse it lies in: where she has a good one already, one of the two is
ended first.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import events
from chongyang.core.hanging import Item
from chongyang.core.models import Case
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.registration.models import Card, ChangedField, ChangeRequest
from chongyang.registry.operations import UnableToLink

TAKEN = N_("对方已有同样的一件，不能移过去；请先办结其中一件。")


def changes_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = ChangeRequest.objects.filter(person__in=persons, asked_at__gte=since).order_by("asked_at", "id")
    return [
        Item(row.id, row.person, row.person, row.asked_at, "", fixed=row.decided_at is not None)
        for row in rows
    ]


def cards_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = Card.objects.filter(person__in=persons, issued_at__gte=since).order_by("issued_at", "id")
    return [Item(row.id, row.person, row.person, row.issued_at, "") for row in rows]


@transaction.atomic
def give_change(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The open request is about the other person's file, with its fields and its case."""
    ChangeRequest.objects.select_for_update(of=("self",)).get(id=row)
    theirs = {"person": person, "area": area}
    try:
        with transaction.atomic():
            ChangeRequest.objects.filter(id=row).update(**theirs)
            ChangedField.objects.filter(request=row).update(**theirs)
    except IntegrityError:
        raise UnableToLink(TAKEN) from None
    Case.objects.filter(id=row).update(**theirs)
    _tell("registration.change.given", "registration.change", row, person, area, by, now)


@transaction.atomic
def give_card(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The card is the other person's."""
    Card.objects.select_for_update(of=("self",)).get(id=row)
    try:
        with transaction.atomic():
            Card.objects.filter(id=row).update(person=person, area=area)
    except IntegrityError:
        raise UnableToLink(TAKEN) from None
    _tell("registration.card.given", "registration.card", row, person, area, by, now)


def _tell(kind: str, what: str, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    events.record(kind, by=by, now=now, area=area, subject_type=what, subject=row, person=person)
