"""Orders placed while two files were taken for one person's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.hanging import Item
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor
from chongyang.orders.models import Assignment, Order, Plan, PlanPause
from chongyang.orders.operations import drafting
from chongyang.orders.rules.lifecycle import AFTER, HELPED
from chongyang.purchase import operations as purchase

DONE = frozenset((*AFTER, *HELPED))


def orders_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Orders of these people placed since. Where help was given already it stays: evidence says to whom."""
    rows = Order.objects.filter(person__in=persons, opened_at__gte=since).order_by("opened_at", "id")
    return [
        Item(
            row.id,
            row.person,
            row.person,
            row.opened_at,
            row.number,
            fixed=row.closed_at is not None or row.state in DONE,
        )
        for row in rows
    ]


def plans_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = Plan.objects.filter(person__in=persons, made_at__gte=since).order_by("made_at", "id")
    return [
        Item(row.id, row.person, row.person, row.made_at, row.item, fixed=row.ended_at is not None)
        for row in rows
    ]


@transaction.atomic
def give_order(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The open order is the other person's: what was held for it of the one quota is held of the other."""
    cases.hold(row)
    order = Order.objects.get(id=row)
    purchase.release(order=row, by=by, now=now)
    order.person, order.area = person, area
    order.covered_fen, order.own_fen, order.account, order.rule = 0, order.price_fen, None, ""
    if order.price_fen and order.state not in ("created", "refused"):
        drafting.hold_many([(order, by)], now=now)
    order.save(update_fields=["person", "area", "covered_fen", "own_fen", "account", "rule"])
    Assignment.objects.filter(order=row).update(person=person, area=area)
    Case.objects.filter(id=row).update(person=person, area=area)
    _tell("orders.order.given", row, "orders.order", person, area, by, now)


@transaction.atomic
def give_plan(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    Plan.objects.filter(id=row).update(person=person, area=area)
    PlanPause.objects.filter(plan=row).update(person=person, area=area)
    _tell("orders.plan.given", row, "orders.plan", person, area, by, now)


def _tell(kind: str, row: UUID, subject: str, person: UUID, area: int, by: Actor, now: datetime) -> None:
    events.record(kind, by=by, now=now, area=area, subject_type=subject, subject=row, person=person)
