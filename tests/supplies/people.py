"""The characters of meals: a provider with a point and a menu, its canteen manager, a carrier, an elder."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chongyang.core.scopes import Scope
from chongyang.services.models import ServiceProvider
from chongyang.supplies import operations
from chongyang.supplies.models import Dish, MealPoint, Menu, Portion
from chongyang.supplies.operations import DishForm, PointForm, TimeForm
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.orders.people import make_contract, make_offer, make_provider, seat
from tests.visits.people import Phone, make_phone
from tests.workforce.made import PLACE, contractor

CITY = ZoneInfo("Asia/Shanghai")
NOW = datetime(2019, 6, 11, 9, tzinfo=CITY)
DAY = date(2019, 6, 12)
NOON = datetime(2019, 6, 12, 11, 45, tzinfo=CITY)
CUT_OFF = datetime(2019, 6, 12, 9, 30, tzinfo=CITY)
AFTER = CUT_OFF + timedelta(minutes=5)
KITCHEN = (113.682, 34.772)
HOURS = timedelta(hours=1)

__all__ = ["Phone", "Role", "contractor", "make_phone", "seat"]


def cook(*, contract: bool = False) -> ServiceProvider:
    """A provider that offers meals in 金水区, eaten there and brought."""
    provider = make_provider()
    for item in ("meal_at_point", "meal_delivery"):
        make_offer(provider, item, price_fen=1_500)
        if contract:
            make_contract(provider.organisation, item)
    return provider


def manager_of(provider: ServiceProvider) -> Scope:
    return contractor(Organisation.objects.get(id=provider.organisation))


def told(scope: Scope, now: datetime = NOW) -> dict[str, Any]:
    return {"scope": scope, "by": scope.actor, "now": now}


POINT = PointForm(
    name="测试助餐点",
    kind="point",
    area=PLACE,
    address="测试路1号",
    longitude=KITCHEN[0],
    latitude=KITCHEN[1],
    areas=(410105000000,),
    seats=40,
    valid_from=date(2019, 1, 1),
)
LUNCH = TimeForm(meal="lunch", begins=time(11), ends=time(13), cut_off=time(9, 30), capacity=100)


def make_point(scope: Scope, now: datetime = NOW, **columns: object) -> MealPoint:
    lunch = replace(LUNCH, **columns.pop("lunch", {}))
    row = operations.keep_point(form=replace(POINT, **columns), **told(scope, now))
    operations.keep_time(point=row.id, form=lunch, **told(scope, now))
    return row


def dish(name: str = "番茄炖牛腩套餐", portions: int = 10, **columns: object) -> DishForm:
    values: dict[str, object] = {"price_fen": 1_500, "portions": portions, **columns}
    return DishForm(name=name, **values)


def make_menu(
    scope: Scope,
    point: MealPoint,
    *dishes: DishForm,
    day: date = DAY,
    now: datetime = NOW,
    publish: bool = True,
) -> Menu:
    row = operations.write_menu(
        point=point.id, day=day, meal="lunch", dishes=dishes or (dish(),), **told(scope, now)
    )
    return operations.publish(menu=row.id, **told(scope, now)) if publish else row


def kitchen(*dishes: DishForm, contract: bool = False, **columns: object) -> tuple[Scope, Menu]:
    """A manager with a point and tomorrow's lunch, published."""
    scope = manager_of(cook(contract=contract))
    return scope, make_menu(scope, make_point(scope, **columns), *dishes)


def first_dish(menu: Menu) -> Dish:
    return Dish.objects.filter(menu=menu).order_by("id")[0]


def order(
    person: UUID, menu: Menu, scope: Scope | None = None, now: datetime = NOW, **how: object
) -> Portion:
    scope = scope or seat()
    values: dict[str, object] = {"dish": first_dish(menu).id, "way": "brought", "channel": "call", **how}
    return operations.order_meal(person=person, **values, **told(scope, now))


def make_elders(count: int) -> list[Any]:
    return [factories.make_elder() for _ in range(count)]
