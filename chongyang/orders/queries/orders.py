"""One order, lists of a day, of a person and of the desk, and who comes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chongyang.core.access import OutOfReach, enter, visible
from chongyang.core.lifecycles import registry as lifecycles
from chongyang.core.models import Step
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.orders import permissions
from chongyang.orders.enums import Late
from chongyang.orders.models import Assignment, Order
from chongyang.orders.rules.late import Standing, late_of
from chongyang.orders.rules.lifecycle import BEFORE, OPEN, ORDER
from chongyang.orders.rules.times import span
from chongyang.workforce import queries as workforce

DAY_LIMIT = 5000


class NotFound(OutOfReach):
    """Not there, or not yours: the same answer."""


def visible_orders(scope: Scope) -> QuerySet[Order]:
    """Orders within reach; a carer sees those alone that are assigned to her."""
    if not permissions.can_read(scope):
        return Order.objects.none()
    rows = visible(Order.objects.all(), scope)
    return rows.filter(id__in=_own_visits(scope)) if permissions.only_own_visits(scope) else rows


def _own_visits(scope: Scope) -> "QuerySet[Assignment, UUID] | list[UUID]":
    carer = workforce.carer_of_account(scope, scope.actor.account) if scope.actor.account else None
    if carer is None:
        return []
    return Assignment.objects.filter(carer=carer.id, ended_at=None).values_list("order_id", flat=True)


def access_order(scope: Scope, order: UUID) -> Order:
    """One order within reach. Raises NotFound."""
    row = visible_orders(scope).filter(id=order).first()
    if row is None:
        raise NotFound(str(order))
    return row


def list_between(
    scope: Scope,
    *,
    from_at: datetime,
    to_at: datetime,
    organisation: UUID | None = None,
    area: Interval | None = None,
    states: Collection[str] | None = None,
    plans: Collection[UUID] | None = None,
    limit: int = DAY_LIMIT,
) -> list[Order]:
    """Orders within reach whose window begins in [from_at, to_at), in that order; at most `limit`."""
    rows = visible_orders(scope).filter(from_at__gte=from_at, from_at__lt=to_at)
    rows = rows.filter(organisation=organisation) if organisation else rows
    rows = rows.filter(area__range=area) if area else rows
    rows = rows.filter(state__in=list(states)) if states is not None else rows
    rows = rows.filter(plan__in=list(plans)) if plans is not None else rows
    return list(rows.order_by("from_at", "id")[:limit])


def get_many(scope: Scope, orders: Collection[UUID]) -> dict[UUID, Order]:
    """Those of these within reach, by key."""
    rows = visible_orders(scope).filter(id__in=list(orders)).order_by("id")
    return {row.id: row for row in rows}


def assignments_of(orders: Collection[UUID]) -> dict[UUID, list[Assignment]]:
    """Who is to come to each, by position, for readers who reached the orders. In the system's scope."""
    found: dict[UUID, list[Assignment]] = defaultdict(list)
    with enter(system_scope("assignments")):
        rows = Assignment.objects.filter(order__in=list(orders), ended_at=None)
        for row in rows.order_by("order", "position"):
            found[row.order_id].append(row)
    return {order: found[order] for order in orders}


def was_assigned(order: UUID, carer: UUID) -> bool:
    """Whether this carer was ever to come, also if somebody else took her place. In the system's scope."""
    with enter(system_scope("assignments")):
        return Assignment.objects.filter(order=order, carer=carer).exists()


def orders_of_carer(carer: UUID, from_at: datetime, to_at: datetime) -> list[Assignment]:
    """What a carer is to do from one moment to before another, each with its order, by its planned time.
    In the system's scope: for her own day.
    """
    with enter(system_scope("own day")):
        rows = Assignment.objects.filter(carer=carer, ended_at=None, from_at__gte=from_at, from_at__lt=to_at)
        return list(rows.select_related("order").order_by("from_at", "id"))


def list_open(
    scope: Scope, *, limit: int = 60, after: tuple[datetime, UUID] | None = None, state: str = ""
) -> list[Order]:
    """Orders on which something is still to be done, the soonest first; `after` is (from_at, id)."""
    rows = visible_orders(scope).filter(closed_at=None, state__in=[state] if state in OPEN else OPEN)
    if after:
        at, last = after
        rows = rows.filter(from_at__gte=at).exclude(from_at=at, id__lte=last)
    return list(rows.order_by("from_at", "id")[:limit])


def count_open(scope: Scope) -> int:
    return visible_orders(scope).filter(closed_at=None, state__in=OPEN).count()


def late_ones(scope: Scope, now: datetime, *, limit: int = 60) -> list[tuple[Order, Late]]:
    """Open orders with which something is late, the most pressing first, then the soonest.

    The database narrows; `rules.late` judges.
    """
    rows = visible_orders(scope).filter(closed_at=None).filter(_may_be_late(now))
    found = [
        (row, late)
        for row in _with_assigned(rows).order_by("from_at", "id")[: limit * 4]
        if (late := late_of(standing_of(row, row.assigned), now))  # type: ignore[attr-defined]
    ]
    order = list(Late)
    return sorted(found, key=lambda one: (order.index(one[1]), one[0].from_at, one[0].id))[:limit]


def _may_be_late(now: datetime) -> Q:
    return (
        Q(state__in=("created", "refused", "disputed"))
        | Q(state__in=("accepted", "on_the_way"), to_at__lt=now - span("begin_grace"))
        | Q(state="offered", state_at__lt=now - span("answer_soon"))
        | Q(state="accepted", from_at__lt=now + span("assign_before"))
        | Q(state__in=("done", "confirmed"), state_at__lt=now - span("check"))
    )


def _with_assigned(rows: QuerySet[Order]) -> QuerySet[Order]:
    standing = Assignment.objects.filter(order=OuterRef("id"), ended_at=None).order_by().values("order")
    return rows.annotate(assigned=Coalesce(Subquery(standing.annotate(n=Count("id")).values("n")), 0))


def standing_of(row: Order, assigned: int) -> Standing:
    """What the rule of lateness asks of an order."""
    return Standing(
        state=row.state,
        state_at=row.state_at,
        from_at=row.from_at,
        to_at=row.to_at,
        assigned=assigned,
        people=row.people,
    )


def next_of(scope: Scope, persons: Collection[UUID], now: datetime, *, limit: int = 20) -> list[Order]:
    """What comes to these persons, the soonest first."""
    rows = visible_orders(scope).filter(person__in=list(persons), closed_at=None)
    coming = Q(state__in=BEFORE, to_at__gte=now) | Q(state__in=("arrived", "started", "paused"))
    return list(rows.filter(coming).order_by("from_at", "id")[:limit])


def list_alike(scope: Scope, person: UUID, item: str, from_at: datetime, to_at: datetime) -> list[Order]:
    """Her open orders of the same item at the same time: asked for twice, perhaps without meaning it."""
    rows = visible_orders(scope).filter(person=person, item=item, closed_at=None, state__in=OPEN)
    return list(rows.filter(from_at__lt=to_at, to_at__gt=from_at).order_by("from_at", "id"))


def history_of(
    scope: Scope,
    persons: Collection[UUID],
    *,
    limit: int = 50,
    after: tuple[datetime, UUID] | None = None,
) -> list[Order]:
    """All orders of these persons, the newest first; `after` is (from_at, id) of the page before."""
    rows = visible_orders(scope).filter(person__in=list(persons))
    if after:
        at, last = after
        rows = rows.filter(from_at__lte=at).exclude(from_at=at, id__gte=last)
    return list(rows.order_by("-from_at", "-id")[:limit])


def latest_of(scope: Scope, persons: Collection[UUID]) -> dict[UUID, Order]:
    """By person her newest order, in one statement; who has none within reach is missing."""
    rows = visible_orders(scope).filter(person__in=list(persons))
    return {row.person: row for row in rows.order_by("person", "-from_at", "-id").distinct("person")}


def list_package(scope: Scope, package: UUID) -> list[Order]:
    """The orders of one package, in the order of their windows."""
    return list(visible_orders(scope).filter(package=package).order_by("from_at", "id"))


def list_redone(scope: Scope, order: UUID) -> list[Order]:
    """What was done again, free of charge."""
    return list(visible_orders(scope).filter(redo_of=order).order_by("opened_at", "id"))


def list_steps(scope: Scope, order: UUID) -> Sequence[Step]:
    """Every step of an order that the reader reaches, in order; those too that name another provider."""
    access_order(scope, order)
    with enter(system_scope("steps of an order", actor=scope.actor)):
        return list(Step.objects.filter(case=order).order_by("number"))


def carers_before(person: UUID, item: str, *, limit: int = 1) -> Iterable[UUID]:
    """Who came to this person for this item last. In the caller's scope."""
    rows = Assignment.objects.filter(
        person=person, order__item=item, order__state__in=("verified", "settled")
    )
    return rows.order_by("-from_at", "id").values_list("carer", flat=True)[:limit]


def actions_for(row: Order, role: str) -> frozenset[str]:
    """What a role may do with an order as it stands, for its buttons."""
    return frozenset(one.name for one in lifecycles.get(ORDER).actions_from(row.state) if role in one.roles)
