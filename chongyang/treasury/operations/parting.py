"""What hangs on a person here: her payments. Those that are on their way or paid stay as they were."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.hanging import Item
from chongyang.core.scopes import Actor, system_scope
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import Payee, PaymentOrder


def orders_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Payments ordered since a moment for one of these persons."""
    rows = PaymentOrder.objects.filter(person__in=persons, ordered_at__gte=since).order_by("ordered_at", "id")
    return [
        Item(row.id, person, person, row.ordered_at, row.programme, row.state != OrderState.PLANNED)
        for row in rows
        if (person := row.person)
    ]


def give_order(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """A planned payment goes to the other person; her account is told anew and confirmed."""
    with access.enter(system_scope("parting", actor=by)):
        order = PaymentOrder.objects.select_for_update(of=("self",)).get(id=row)
        held = Payee.objects.filter(person=person).first()
        if held is None:
            held = Payee(kind="person", person=person, area=area)
            held.name = order.payee.name.plain
            held.save(force_insert=True)
        order.payee, order.person = held, person
        order.save(update_fields=["payee", "person"])
