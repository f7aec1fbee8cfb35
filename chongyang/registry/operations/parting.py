"""What was written into the files themselves while two were taken for one person's.

Contacts, consents and mandates have no moment of their own in common; their keys hold it (UUIDv7).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from chongyang.core import events
from chongyang.core.hanging import Item
from chongyang.core.labels import Labelled
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.registry import enums
from chongyang.registry.models import Consent, Contact, Mandate
from chongyang.registry.operations.errors import UnableToLink
from chongyang.registry.rules.mandates import Basis

TAKEN = N_("对方档案里已有同样的一条，不能移过去。")
MODELS: dict[str, Any] = {"contacts": Contact, "consents": Consent, "mandates": Mandate}
SAYS: dict[str, tuple[str, type[Labelled]]] = {
    "contacts": ("relation", enums.Relation),
    "consents": ("purpose", enums.ConsentPurpose),
    "mandates": ("basis", Basis),
}


def moment_of(key: UUID) -> datetime:
    """When a row was made, to the millisecond, as its key tells."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def since_of(kind: str) -> Callable[..., list[Item]]:
    """The list of one kind of rows."""
    model, (column, words) = MODELS[kind], SAYS[kind]
    labels = {word.value: word.label for word in words}

    def listed(persons: Sequence[UUID], since: datetime) -> list[Item]:
        rows = model.objects.filter(person__in=persons).order_by("id")
        return [
            Item(row.id, row.person, row.person, moment_of(row.id), labels.get(getattr(row, column), ""))
            for row in rows
            if moment_of(row.id) >= since
        ]

    return listed


def give_of(kind: str) -> Callable[..., None]:
    """How one row of a kind becomes the other person's."""
    model = MODELS[kind]

    @transaction.atomic
    def give(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
        held = model.objects.select_for_update(of=("self",)).get(id=row)
        held.person, held.area = person, area
        if kind == "contacts":
            held.rank = (Contact.objects.filter(person=person).aggregate(last=Max("rank"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError:
            raise UnableToLink(TAKEN) from None
        events.record(
            f"registry.{kind}.given",
            by=by,
            now=now,
            area=area,
            subject_type="registry.elder",
            subject=person,
            person=person,
        )

    return give
