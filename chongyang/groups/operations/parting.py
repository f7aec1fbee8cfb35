"""Classes, proposals, visits, places and care written while two files were taken for one person's.

A class that changes hands changes the list of the file it leaves and of the one it comes to. Where the other
person has the like already, the database refuses, and whoever parts the files is told so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from chongyang.core import events
from chongyang.core.hanging import Item
from chongyang.core.labels import Labelled
from chongyang.core.models import Case
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.groups.enums import CareKind, HouseRole
from chongyang.groups.models import Care, Member, Membership, Proposal, Visit
from chongyang.groups.operations.deriving import derive
from chongyang.groups.operations.force import bring_files_up
from chongyang.registry.enums import PersonClass
from chongyang.registry.operations import UnableToLink

TAKEN = N_("对方已有同样的一条，不能移过去；请先办结其中一条。")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows: when one was written, and the word that tells it apart."""

    model: Any
    label: str
    column: str
    words: type[Labelled]
    moment: Callable[[Any], datetime]


def _made(row: Any) -> datetime:
    """When the row was made, to the millisecond, as its key tells: `since` and `joined_on` are typed days."""
    return datetime.fromtimestamp((row.id.int >> 80) / 1000, ZoneInfo(settings.TIME_ZONE))


KINDS = {
    "classes": Kind(Membership, N_("类别"), "kind", PersonClass, lambda row: row.granted_at),
    "proposals": Kind(Proposal, N_("类别提议"), "kind", PersonClass, lambda row: row.proposed_at),
    "visits": Kind(Visit, N_("走访"), "kind", PersonClass, lambda row: row.recorded_at),
    "members": Kind(Member, N_("家庭"), "role", HouseRole, _made),
    "care": Kind(Care, N_("照护"), "kind", CareKind, _made),
}


def since_of(kind: str) -> Callable[..., list[Item]]:
    """The list of one kind of rows."""
    one = KINDS[kind]
    labels = {word.value: word.label for word in one.words}

    def listed(persons: Sequence[UUID], since: datetime) -> list[Item]:
        rows = one.model.objects.filter(person__in=persons).order_by("id")
        return [
            Item(row.id, row.person, row.person, one.moment(row), labels.get(getattr(row, one.column), ""))
            for row in rows
            if one.moment(row) >= since
        ]

    return listed


def give_of(kind: str) -> Callable[..., None]:
    """How one row of a kind becomes the other person's."""
    model = KINDS[kind].model

    @transaction.atomic
    def give(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
        held = model.objects.select_for_update(of=("self",)).get(id=row)
        former, held.person, held.area = held.person, person, area
        try:
            with transaction.atomic():
                held.save(update_fields=["person", "area"])
        except IntegrityError:
            raise UnableToLink(TAKEN) from None
        _follow(held, former, by, now)
        _tell(f"groups.{kind}.given", held, by, now)

    return give


def _follow(row: Any, former: UUID, by: Actor, now: datetime) -> None:
    if isinstance(row, Membership):
        bring_files_up([former, row.person], by=by, now=now)
    elif isinstance(row, Proposal):
        Case.objects.filter(id=row.id).update(person=row.person, area=row.area)
    elif isinstance(row, Member):
        derive(row.household)


def _tell(kind: str, row: Any, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="registry.elder",
        subject=row.person,
        person=row.person,
    )
