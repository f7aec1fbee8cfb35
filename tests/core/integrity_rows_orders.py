"""One bad row for each check of orders."""

from datetime import time, timedelta
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.orders.models import Assignment, Order, Plan
from tests import factories
from tests.core.integrity_rows import TODAY, bad


def order(state: str = "accepted", *, with_case: bool = True, **columns: object) -> Order:
    """An order for tomorrow, with a case that says the same."""
    elder = columns.pop("elder", None) or factories.make_elder()
    at = now() + timedelta(days=1)
    values: dict[str, object] = {
        "person": elder.id,
        "area": elder.area,
        "item": "bath_help",
        "channel": "call",
        "from_at": at,
        "to_at": at + timedelta(hours=3),
        "minutes": 60,
        "state": state,
        "state_at": now(),
        "opened_at": now(),
        "key": new_key().hex,
        **columns,
    }
    row = Order.objects.create(**values)
    if with_case:
        told = {"opened_at": now(), "entered_at": now(), "timed_from": now(), "lifecycle": "orders.order"}
        Case.objects.create(id=row.id, version=1, state=state, area=row.area, person=row.person, **told)
    return row


def plan(**columns: object) -> Plan:
    elder = columns.pop("elder", None) or factories.make_elder()
    values: dict[str, object] = {
        "person": elder.id,
        "area": elder.area,
        "item": "cleaning",
        "weekdays": [1],
        "begins": time(9),
        "window_minutes": 180,
        "holidays": "keep",
        "valid_from": TODAY,
        "made_until": TODAY + timedelta(days=14),
        "channel": "call",
        "made_at": now(),
        "key": new_key().hex,
        **columns,
    }
    return Plan.objects.create(**values)


def dead():
    return factories.make_elder(life_status="dead", status_on=TODAY - timedelta(days=3))


@bad("orders.order_of_dead")
def order_of_dead() -> UUID:
    return order(elder=dead()).id


@bad("orders.order_of_nobody")
def order_of_nobody() -> UUID:
    return order(person=new_key()).id


@bad("orders.order_apart_from_its_case")
def order_apart_from_its_case() -> UUID:
    return order(with_case=False).id


@bad("orders.order_without_its_hold")
def order_without_its_hold() -> UUID:
    return order(price_fen=100, covered_fen=80, own_fen=20).id


@bad("orders.offer_forgotten")
def offer_forgotten() -> UUID:
    return order("offered", state_at=now() - timedelta(hours=7)).id


@bad("orders.visit_never_began")
def visit_never_began() -> UUID:
    at = now() - timedelta(days=3)
    return order(from_at=at, to_at=at + timedelta(hours=3)).id


@bad("orders.too_many_come")
def too_many_come() -> UUID:
    row = order("started", people=1)
    for position in (1, 2):
        Assignment.objects.create(
            order=row,
            carer=new_key(),
            position=position,
            from_at=row.from_at,
            to_at=row.to_at,
            at=now(),
            area=row.area,
            person=row.person,
        )
    return row.id


@bad("orders.plan_not_made")
def plan_not_made() -> UUID:
    return plan(made_until=TODAY).id


@bad("orders.plan_of_dead")
def plan_of_dead() -> UUID:
    return plan(elder=dead()).id
