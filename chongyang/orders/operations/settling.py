"""Orders whose month was paid end as settled, many at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.operations.case_sets import step_all
from chongyang.core.scopes import Actor, system_scope
from chongyang.orders.models import Order
from chongyang.orders.rules.lifecycle import ORDER


@transaction.atomic
def settle_all(*, orders: Sequence[UUID], by: Actor, now: datetime) -> int:
    """How many became settled; one that is disputed meanwhile stays so. In the system's scope."""
    with access.enter(system_scope("settlement", actor=by)):
        moved = step_all(lifecycle=ORDER, cases=orders, action="settle", now=now, hooked=True)
        Order.objects.filter(id__in=moved).update(state="settled", state_at=now, closed_at=now)
    return len(moved)
