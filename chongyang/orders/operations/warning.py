"""What is late with an order acts by itself: the next provider is asked, and somebody is told, once each.

A visit that did not begin is the watch of `visits`; an answer that did not come is the timer of the life
cycle; a window that went by unanswered is `expire_due`. The rest is here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.orders.enums import Late
from chongyang.orders.models import Assignment, Order
from chongyang.orders.operations import offering
from chongyang.orders.rules.times import span

KIND, UNTAKEN = "orders.late", "untaken"
SET = 200


def ask_again(*, now: datetime) -> int:
    """Orders that every provider refused are offered to one who offers it since, never dearer than what was
    agreed. What nobody ever offered has no price that was agreed to, and waits for the desk.

    All of them, because those that nobody takes stay: each in a transaction of its own, so that a desk waits
    for one at the most. Returns how many were offered.
    """
    with enter(system_scope("ask again")):
        rows = Order.objects.filter(closed_at=None, state="refused", to_at__gt=now).order_by("from_at", "id")
        keys = list(rows.values_list("id", flat=True))
    offered: list[UUID] = []
    for key in keys:
        cases.try_step(f"order {key}", lambda key=key: offered.extend(_ask(key, now)))  # type: ignore[misc]
    return len(offered)


def _ask(order: UUID, now: datetime) -> list[UUID]:
    """The order, if somebody could be asked."""
    with enter(system_scope("ask again")):
        cases.hold(order)
        row = Order.objects.get(id=order)
        is_open = row.state == "refused" and row.to_at > now
        return [order] if is_open and offering.ask_next(row, now=now) else []


def warn_late(*, now: datetime, limit: int = SET) -> int:
    """An event `orders.late.<why>` of each order that is late, once for each reason; the messages follow it.
    In the system's scope. Returns how many were told.
    """
    with enter(system_scope("late orders")):
        found = [(row, late) for late in TOLD for row in _fresh(late, now)[:limit]]
        for row, late in found:
            _tell(row, late, now)
    return len(found)


def _fresh(late: Late, now: datetime) -> QuerySet[Order]:
    """Orders that are late in this way (as `rules.late` judges) and of which nobody was told yet."""
    told = Event.objects.filter(subject=OuterRef("id"), kind=kind_of(late))
    rows = Order.objects.filter(WHEN[late](now), closed_at=None).exclude(Exists(told))
    return rows.order_by("from_at", "id")


def _unassigned(now: datetime) -> Q:
    standing = Assignment.objects.filter(order=OuterRef("id"), ended_at=None).order_by().values("order")
    assigned = Coalesce(Subquery(standing.annotate(n=Count("id")).values("n")), 0)
    soon = Q(state="accepted", from_at__lt=now + span("assign_before"), to_at__gte=now - span("begin_grace"))
    return soon & Q(people__gt=assigned)


WHEN: Mapping[Late, Callable[[datetime], Q]] = {
    Late.NOBODY: lambda now: Q(state__in=("created", "refused")),
    Late.UNASSIGNED: _unassigned,
    Late.UNCHECKED: lambda now: Q(state__in=("done", "confirmed"), state_at__lt=now - span("check")),
    Late.DISPUTED: lambda now: Q(state="disputed"),
}
"""Of which somebody is told here; `visits` tells a missed visit, an unanswered offer lapses by its timer."""
TOLD = tuple(WHEN)


def kind_of(late: Late) -> str:
    return f"{KIND}.{UNTAKEN if late is Late.NOBODY else late.value}"


def _tell(row: Order, late: Late, now: datetime) -> None:
    events.record(
        kind_of(late),
        by=SYSTEM,
        now=now,
        area=row.area,
        subject_type="orders.order",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={},
    )
