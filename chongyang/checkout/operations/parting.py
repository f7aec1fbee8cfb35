"""What hangs on a person here: her bills. One that is paid stays as it was."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.checkout.enums import BillState
from chongyang.checkout.models import Attempt, Bill
from chongyang.core import access
from chongyang.core.hanging import Item
from chongyang.core.scopes import Actor, system_scope


def bills_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Bills made since a moment for one of these persons."""
    rows = Bill.objects.filter(person__in=persons, made_at__gte=since).order_by("made_at", "id")
    return [
        Item(row.id, row.person, row.person, row.made_at, row.kind, row.state != BillState.OPEN)
        for row in rows
    ]


def give_bill(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """An open bill goes to the other person, with what was begun for it."""
    with access.enter(system_scope("parting", actor=by)):
        Bill.objects.filter(id=row).update(person=person, area=area)
        Attempt.objects.filter(bill=row).update(person=person, area=area)
