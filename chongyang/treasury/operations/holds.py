"""Orders that may not leave while something about them is open. Whoever pays says so and takes it back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.scopes import Actor, system_scope
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import PaymentOrder
from chongyang.treasury.models.holds import Hold

HELD_BACK = (OrderState.PLANNED.value, OrderState.BATCHED.value, OrderState.RETURNED.value)


@transaction.atomic
def hold_orders(*, orders: Collection[UUID], key: str, by: Actor, now: datetime) -> int:
    """Keep these from every batch, and from the release of a batch that they stand in already. What is
    released or paid is beyond. Twice with one key is once. Returns how many are held.
    """
    with access.enter(system_scope("hold", actor=by)):
        rows = PaymentOrder.objects.filter(id__in=orders, state__in=HELD_BACK).order_by("id")
        made = [
            Hold(
                order=row, area=row.area, person=row.person, organisation=row.organisation, key=key, since=now
            )
            for row in rows
        ]
        Hold.objects.bulk_create(made, ignore_conflicts=True)
        return len(made)


@transaction.atomic
def free_orders(*, key: str, by: Actor, now: datetime) -> int:
    """What was held under this key may go. Returns how many were."""
    with access.enter(system_scope("hold", actor=by)):
        return Hold.objects.filter(key=key, ended_at=None).update(ended_at=now)
