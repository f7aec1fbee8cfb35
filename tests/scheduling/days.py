"""A provider's day for tests: elders near one another, carers, accepted orders."""

from datetime import datetime, timedelta

from chongyang.core.scopes import Scope
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.registry.models import Elder
from chongyang.scheduling import operations
from chongyang.scheduling.models import DayPlan
from chongyang.territory.enums import Role
from tests import factories
from tests.orders.people import CITY, NOW, offered_by, org_scope, seat, step
from tests.workforce.made import make_carer

DAY = datetime(2019, 6, 12, tzinfo=CITY)
EVENING = datetime(2019, 6, 11, 18, tzinfo=CITY)
ROUNDS = 200


def at(hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(hours=hour, minutes=minute)


def elder_at(east: float = 0.0, north: float = 0.0):
    """An elder so many kilometres from where carers begin."""
    elder = factories.make_elder()
    place = {"longitude": 113.68 + east / 91.5, "latitude": 34.77 + north / 111.3}
    Elder.objects.filter(id=elder.id).update(**place)
    return elder


def accepted(
    begin: int, end: int, *, east: float = 0.0, elder=None, item: str = "bath_help", **told
) -> Order:
    """An order of the day whose window is these hours, accepted by its provider."""
    elder = elder or elder_at(east)
    row = orders.create(
        person=elder.id,
        item=item,
        from_at=at(begin),
        to_at=at(end),
        channel="call",
        scope=seat(),
        by=seat().actor,
        now=NOW,
        **told,
    )
    return step(row, "accept", org_scope(row))


def dispatcher() -> Scope:
    """12349's."""
    return factories.scope_of(factories.make_account(Role.DISPATCHER))


def plan(order: Order, scope: Scope, now: datetime = EVENING, **told: object) -> DayPlan:
    """One provider's day."""
    values = {"day": DAY.date(), "scope": scope, "by": scope.actor, "now": now, "rounds": ROUNDS, **told}
    return operations.plan_day(organisation=order.organisation, **values)[0]


def told(scope: Scope, now: datetime = EVENING) -> dict[str, object]:
    return {"scope": scope, "by": scope.actor, "now": now}


__all__ = ["DAY", "EVENING", "accepted", "at", "dispatcher", "make_carer", "offered_by", "plan", "told"]
